import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { RuleItem } from '../../../../server/contract/rules.ts'
import { SeverityBadge } from '../../components/badges.tsx'
import { type RuleWords, sayRule, sayTitle } from '../../lib/rules/say-rule.ts'
import { RuleFacts } from './rule-facts.tsx'
import { RuleSwitch } from './rule-switch.tsx'
import './rule-row.css'

/** A rule as its sentence; the whole text leads to the editor. */
export function RuleRow({ rule, words }: { rule: RuleItem; words: RuleWords }) {
  const { t } = useTranslation()
  const off = rule.enabled === false
  return (
    <li className={off ? 'rule-row rule-row-off' : 'rule-row'} data-testid={`rule-row-${rule.id}`}>
      <RuleSwitch rule={rule} />
      <SeverityBadge severity={rule.severity} />
      <Link className="rule-main" to={`/alarms/rules/${encodeURIComponent(rule.id)}`}>
        <span className="rule-title">
          {sayTitle(rule, words.language)}
          {rule.equipment !== undefined && <span className="badge">{words.equipmentName(rule.equipment)}</span>}
          {rule.faulty === true && (
            <span className="badge tone-alarm" title={rule.fault}>
              {t('rule.faulty')}
            </span>
          )}
        </span>
        <span className="rule-sentence">{sayRule(rule, words)}</span>
      </Link>
      <RuleFacts rule={rule} />
    </li>
  )
}
