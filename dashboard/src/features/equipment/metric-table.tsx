import { useTranslation } from 'react-i18next'
import type { EquipmentDetail } from '../../../../server/contract/equipment.ts'
import { Measured } from '../../components/measured.tsx'
import { useNow } from '../../lib/clock.ts'
import { formatNormal, formatSpan, unitText } from '../../lib/format.ts'
import { isJudged } from '../../lib/freshness.ts'
import { useLink } from '../../lib/live-context.tsx'
import { usePreferences } from '../../lib/preferences.ts'

type Props = {
  detail: EquipmentDetail
  metrics: readonly string[]
  chosen: string | undefined
  onChoose: (metric: string) => void
}

/** All live values; choosing one draws its trend. */
export function MetricTable({ detail, metrics, chosen, onChoose }: Props) {
  const { t } = useTranslation()
  return (
    <section className="panel metrics" aria-label={t('equipment.values')}>
      <header className="panel-head">
        <h2>{t('equipment.values')}</h2>
        <span className="faint">{t('equipment.valuesHint')}</span>
      </header>
      <ul>
        {metrics.map((metric) => (
          <MetricRow key={metric} detail={detail} metric={metric} chosen={metric === chosen} onChoose={onChoose} />
        ))}
      </ul>
    </section>
  )
}

type RowProps = { detail: EquipmentDetail; metric: string; chosen: boolean; onChoose: (metric: string) => void }

function MetricRow({ detail, metric, chosen, onChoose }: RowProps) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow('slow')
  const link = useLink()
  const info = detail.metrics[metric]
  const latest = detail.latest[metric]
  const normal = info ? formatNormal(info, language, metric) : ''
  const unit = normal === '' || !info?.normal || 'is' in info.normal ? '' : unitText(info.unit)
  return (
    <li>
      <button
        type="button"
        className="plain metric-row"
        aria-pressed={chosen}
        data-testid={`metric-${metric}`}
        onClick={() => onChoose(metric)}
      >
        <span className="metric-name">
          {info?.[language] ?? metric}
          {normal !== '' && (
            <span className="metric-normal">
              {info?.normal && 'is' in info.normal ? t('equipment.expected') : t('equipment.normal')} {normal} {unit}
            </span>
          )}
        </span>
        <span className="metric-value">
          <Measured
            metric={metric}
            latest={latest}
            info={info}
            around={{ status: detail.status, now, link }}
            judged={isJudged(metric, detail.latest)}
            testId={`value-${metric}`}
          />
        </span>
        <span className="metric-age">{latest ? formatSpan(now - Date.parse(latest.ts), language) : ''}</span>
      </button>
    </li>
  )
}
