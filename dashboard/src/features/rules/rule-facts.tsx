import { useTranslation } from 'react-i18next'
import type { RuleItem } from '../../../../server/contract/rules.ts'
import './rule-facts.css'

/** Where it comes from and how often it was changed. */
export function RuleFacts({ rule }: { rule: RuleItem }) {
  const { t } = useTranslation()
  return (
    <span className="rule-facts">
      <span className="badge">{t(`rule.origin.${rule.origin}`, { defaultValue: rule.origin })}</span>
      <span className="faint" data-testid={`rule-version-${rule.id}`} data-version={rule.version}>
        {t('rule.version', { version: rule.version })}
      </span>
    </span>
  )
}
