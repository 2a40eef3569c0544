import { App, Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Advice } from '../../../../server/contract/backtest.ts'
import { ErrorState } from '../../components/states.tsx'
import { useAdvice } from '../../lib/api/rules.ts'
import { serverNow } from '../../lib/clock.ts'
import type { RuleBody } from '../../lib/rules/rule-body.ts'
import type { RuleWords } from '../../lib/rules/say-rule.ts'
import { ProposalRow } from './proposal-row.tsx'
import './advise-panel.css'

const dayMs = 86_400_000
const daysOffered = [7, 14, 30]

type Props = {
  rule: RuleBody
  words: RuleWords
  equipment: string | undefined
  onApply: (change: Partial<RuleBody>) => void
}

/** Asks for delays and deadbands that ring less; what it answers is only ever put into the editor. */
export function AdvisePanel({ rule, words, equipment, onApply }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [perDay, setPerDay] = useState(1)
  const [days, setDays] = useState(7)
  const advice = useAdvice()
  const ask = () => {
    const to = serverNow()
    advice.mutate({
      rule,
      from: new Date(to - days * dayMs).toISOString(),
      to: new Date(to).toISOString(),
      target: { alarmsPerDay: perDay },
      ...(equipment !== undefined && { equipment })
    })
  }
  const apply = (change: Partial<RuleBody>) => {
    onApply(change)
    void message.success(t('advise.applied'))
    window.scrollTo({ top: 0, behavior: 'smooth' })
  }
  return (
    <div className="advise" data-testid="advise">
      <p className="muted">{t('advise.hint')}</p>
      <div className="advise-ask">
        <span>{t('advise.target')}</span>
        <InputNumber
          size="small"
          className="count-box"
          min={0.05}
          max={1_000}
          step={0.5}
          aria-label={t('advise.target')}
          value={perDay}
          onChange={(typed) => setPerDay(typed ?? 1)}
          data-testid="advise-target"
        />
        <span>{t('advise.unit')}</span>
        <span>{t('advise.days')}</span>
        <Select
          size="small"
          className="pick"
          aria-label={t('advise.days')}
          value={days}
          options={daysOffered.map((each) => ({ value: each, label: `${each} ${words.language === 'zh' ? '天' : 'd'}` }))}
          onChange={setDays}
        />
        <Button size="small" type="primary" onClick={ask} loading={advice.isPending} data-testid="advise-ask">
          {t('advise.ask')}
        </Button>
      </div>
      {advice.error && <ErrorState error={advice.error} />}
      {advice.data && <Answer advice={advice.data} rule={rule} words={words} onApply={apply} />}
    </div>
  )
}

type AnswerProps = { advice: Advice; rule: RuleBody; words: RuleWords; onApply: (change: Partial<RuleBody>) => void }

function Answer({ advice, rule, words, onApply }: AnswerProps) {
  const { t } = useTranslation()
  const { current, proposals, tried } = advice
  return (
    <>
      <p data-testid="advise-current">
        {t('advise.current', { alarms: current.alarms, rate: Number(current.alarmsPerDay.toFixed(2)) })}
      </p>
      {proposals.length === 0 ? (
        <p className="muted">{t('advise.none', { tried })}</p>
      ) : (
        <>
          <p className="faint">{t('advise.tried', { tried })}</p>
          <ul className="proposals">
            {proposals.map((proposal) => (
              <ProposalRow
                key={JSON.stringify(proposal.change)}
                proposal={proposal}
                rule={rule}
                words={words}
                onApply={() => onApply(proposal.change as Partial<RuleBody>)}
              />
            ))}
          </ul>
        </>
      )}
    </>
  )
}
