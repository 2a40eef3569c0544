import { CheckOutlined, ExclamationOutlined, MinusOutlined, QuestionOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Why, WhyInput } from '../../../../server/contract/why.ts'
import { formatSpan, formatValue, trimmed, unitText } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { EquipmentLink } from '../equipment-link.tsx'
import { useRuleWords } from '../rules/use-rule-words.ts'

const verdictIcons: Record<WhyInput['verdict'], ReactNode> = {
  breach: <ExclamationOutlined />,
  between: <MinusOutlined />,
  clear: <CheckOutlined />,
  unknown: <QuestionOutlined />
}
const verdictTones = { breach: 'alarm', between: 'warning', clear: 'normal', unknown: 'offline' } as const

/** What each part of the condition read, and what it made of it. */
export function WhyInputs({ why }: { why: Why }) {
  const { t } = useTranslation()
  return (
    <table className="why-inputs" aria-label={t('why.inputs')}>
      <thead>
        <tr>
          <th>{t('why.part')}</th>
          <th>{t('why.value')}</th>
          <th>{t('why.limit')}</th>
          <th>{t('why.result')}</th>
        </tr>
      </thead>
      <tbody>
        {why.inputs.map((input) => (
          <Input key={`${input.path} ${input.equipment} ${input.metric}`} input={input} own={input.equipment === why.equipment} />
        ))}
      </tbody>
    </table>
  )
}

function Input({ input, own }: { input: WhyInput; own: boolean }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const words = useRuleWords({ equipment: input.equipment })
  const info = words.infoOf(input.metric ?? undefined)
  const unit = unitText(info?.unit)
  const say = (value: WhyInput['limit']) =>
    value === null
      ? undefined
      : typeof value === 'number'
        ? `${trimmed(value, info?.unit)} ${unit}`.trim()
        : formatValue(value, info, language, input.metric ?? undefined)
  const [limit, clear] = [say(input.limit), say(input.clearLimit)]
  return (
    <tr data-testid={`why-input-${input.path}`} data-verdict={input.verdict}>
      <td>
        {info?.[language] ?? input.metric}
        <span className="why-condition mono">{input.condition}</span>
        {!own && (
          <span className="why-where">
            <EquipmentLink id={input.equipment} />
          </span>
        )}
      </td>
      <td>
        {input.value === null ? (
          <span className="faint">{t('why.noValue')}</span>
        ) : (
          <>
            <b>{formatValue(input.value, info, language, input.metric ?? undefined)}</b>{' '}
            <span className="faint">{typeof input.value === 'number' ? unit : ''}</span>
          </>
        )}
        {input.ageSeconds !== null && (
          <span className={input.fresh ? 'why-age faint' : 'why-age why-old'}>
            {t('why.age', { span: formatSpan(input.ageSeconds * 1_000, language) })}
            {!input.fresh && ` · ${t('why.old')}`}
          </span>
        )}
      </td>
      <td>
        {limit ?? <span className="faint">–</span>}
        {clear !== undefined && clear !== limit && <span className="why-age faint">{`${t('rule.clear')} ${clear}`}</span>}
      </td>
      <td>
        <span className={`badge tone-${verdictTones[input.verdict]}`}>
          {verdictIcons[input.verdict]}
          {t(`why.verdict.${input.verdict}`)}
        </span>
      </td>
    </tr>
  )
}
