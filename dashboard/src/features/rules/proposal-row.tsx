import { CheckCircleOutlined, MinusCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Proposal } from '../../../../server/contract/backtest.ts'
import { formatSpan } from '../../lib/format.ts'
import { sayDuration } from '../../lib/rules/durations.ts'
import type { RuleBody } from '../../lib/rules/rule-body.ts'
import { type RuleWords, sayLimit } from '../../lib/rules/say-rule.ts'

type Props = { proposal: Proposal; rule: RuleBody; words: RuleWords; onApply: () => void }

/** What would change, what that would give, and what it would cost in time. */
export function ProposalRow({ proposal, rule, words, onApply }: Props) {
  const { t } = useTranslation()
  const { meetsTarget, alarms, tickets, laterSeconds, missed } = proposal
  return (
    <li className="proposal" data-testid="proposal">
      <span className={`badge tone-${meetsTarget ? 'normal' : 'warning'}`}>
        {meetsTarget ? <CheckCircleOutlined /> : <MinusCircleOutlined />}
        {meetsTarget ? t('advise.meets') : t('advise.misses')}
      </span>
      <span className="proposal-main">
        <b>{changes(proposal.change, rule, words).join(' · ')}</b>
        <span className="muted">
          {[
            t('advise.outcome', { alarms, tickets }),
            ...(laterSeconds === null || laterSeconds < 1
              ? []
              : [t('advise.later', { span: formatSpan(laterSeconds * 1_000, words.language) })]),
            ...(missed.length === 0 ? [] : [t('advise.missed', { count: missed.length })])
          ].join(' · ')}
        </span>
      </span>
      <Button size="small" onClick={onApply} data-testid="proposal-apply">
        {t('advise.apply')}
      </Button>
    </li>
  )
}

function changes(change: Proposal['change'], rule: RuleBody, words: RuleWords): string[] {
  const { t, language } = words
  const info = words.infoOf(rule.metric)
  const span = (field: 'for' | 'clear_for', fallback: string | undefined) => {
    const to = change[field]
    const from = sayDuration(rule[field] ?? fallback ?? '0s', language)
    return to === undefined ? [] : [t(`advise.change.${field}`, { from, to: sayDuration(to, language) })]
  }
  const limit = (field: 'clear_above' | 'clear_below', fallback: RuleBody['below']) => {
    const to = change[field]
    const from = sayLimit(rule[field] ?? fallback, info, words)
    return to === undefined ? [] : [t(`advise.change.${field}`, { from, to: sayLimit(to, info, words) })]
  }
  return [
    ...span('for', undefined),
    ...span('clear_for', rule.for),
    ...limit('clear_above', rule.below),
    ...limit('clear_below', rule.above)
  ]
}
