import { useTranslation } from 'react-i18next'
import type { BacktestAnswer, Outcome } from '../../../../server/contract/backtest.ts'
import { formatSpan } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'

const minuteMs = 60_000

type Props = { answer: BacktestAnswer; isNew: boolean; busy: boolean }

/** Counts of the draft, each with what the rule in force did. */
export function PreviewFigures({ answer, isNew, busy }: Props) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const { inForce, difference } = answer
  const say = (field: keyof Outcome, value: number) =>
    field === 'minutes' ? formatSpan(value * minuteMs, language) : String(value)
  return (
    <div className="preview-figures">
      {(['alarms', 'tickets', 'minutes'] as const).map((field) => (
        <span key={field} className="preview-figure" data-testid={`preview-${field}`}>
          <span className="faint">{t(`preview.${field}`)}</span>
          <b>{say(field, answer[field])}</b>
          {!isNew && inForce !== null && (
            <span className="faint">
              {answer[field] === inForce[field] ? t('preview.same') : t('preview.inForce', { value: say(field, inForce[field]) })}
            </span>
          )}
        </span>
      ))}
      {difference.added.length > 0 && (
        <span className="badge tone-alarm">{t('preview.added', { count: difference.added.length })}</span>
      )}
      {difference.removed.length > 0 && (
        <span className="badge">{t('preview.removed', { count: difference.removed.length })}</span>
      )}
      <span className="preview-scope faint">
        {busy
          ? t('preview.running')
          : t('preview.scope', { equipment: answer.equipment, readings: answer.readings.toLocaleString('en-US') })}
      </span>
    </div>
  )
}
