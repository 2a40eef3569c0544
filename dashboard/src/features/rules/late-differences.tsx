import type { TFunction } from 'i18next'
import type { BacktestAnswer, LiveDifference } from '../../../../server/contract/backtest.ts'
import { EquipmentLink } from '../../components/equipment-link.tsx'
import { serverNow } from '../../lib/clock.ts'
import { formatTime } from '../../lib/format.ts'
import type { RuleWords } from '../../lib/rules/say-rule.ts'

const mostShown = 20

/** Where readings came late: what was judged when they came, and what trying the rule in force gives, episode by episode. */
export function LateDifferences({ answer, words }: { answer: BacktestAnswer; words: RuleWords }) {
  const { t } = words
  const all = answer.lateReadings.flatMap(({ equipment, differences }) => differences.map((each) => ({ equipment, ...each })))
  if (answer.lateReadings.length === 0) return null
  return (
    <details className="episodes late-differences" data-testid="late-differences">
      <summary>{t('preview.late', { count: answer.lateReadings.length, differences: all.length })}</summary>
      <ul>
        {all.slice(0, mostShown).map((each) => (
          <li key={`${each.equipment} ${each.recorded?.from} ${each.replayed?.from}`}>
            <EquipmentLink id={each.equipment} />
            <span>{t('preview.lateWas', { span: saySpan(each.recorded, t) })}</span>
            <span>{t('preview.lateIs', { span: saySpan(each.replayed, t) })}</span>
            <span className="muted">{t('preview.lateCorrected', { span: saySpan(each.corrected, t) })}</span>
          </li>
        ))}
      </ul>
      {all.length > mostShown && <p className="faint">{t('preview.most', { count: mostShown })}</p>}
    </details>
  )
}

function saySpan(span: LiveDifference['recorded'], t: TFunction): string {
  if (span === null) return t('preview.lateNone')
  const now = serverNow()
  return `${formatTime(span.from, now)} – ${span.to === null ? t('preview.standing') : formatTime(span.to, now)}`
}
