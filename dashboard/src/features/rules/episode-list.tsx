import { useTranslation } from 'react-i18next'
import type { BacktestAnswer } from '../../../../server/contract/backtest.ts'
import { EquipmentLink } from '../../components/equipment-link.tsx'
import { serverNow } from '../../lib/clock.ts'
import { formatDateTime, formatSpan, formatTime, formatValue, unitText } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { metricsIn, type RuleBody } from '../../lib/rules/rule-body.ts'
import type { RuleWords } from '../../lib/rules/say-rule.ts'

const mostShown = 20

type Props = { answer: BacktestAnswer; draft: RuleBody; words: RuleWords }

/** When it would have been in alarm; the newest first. */
export function EpisodeList({ answer, draft, words }: Props) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = serverNow()
  const [metric] = metricsIn(draft)
  const info = words.infoOf(metric)
  if (answer.episodes.length === 0) return <p className="panel-none">{t('preview.none')}</p>
  const several = new Set(answer.episodes.map(({ equipment }) => equipment)).size > 1
  const shown = [...answer.episodes].reverse().slice(0, mostShown)
  return (
    <details className="episodes">
      <summary>
        {t('preview.episodes')} {answer.episodes.length}
      </summary>
      <ul>
        {shown.map(({ equipment, from, to, peak }) => (
          <li key={`${equipment} ${from}`}>
            {several && <EquipmentLink id={equipment} />}
            <time dateTime={from} title={formatDateTime(from)}>
              {formatTime(from, now)}
            </time>
            <span>{to === null ? t('preview.standing') : formatSpan(Date.parse(to) - Date.parse(from), language)}</span>
            {peak !== null && (
              <span className="muted">
                {t('preview.peak', { value: `${formatValue(peak, info, language, metric)} ${unitText(info?.unit)}`.trim() })}
              </span>
            )}
          </li>
        ))}
      </ul>
      {answer.episodes.length > mostShown && <p className="faint">{t('preview.most', { count: mostShown })}</p>}
    </details>
  )
}
