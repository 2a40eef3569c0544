import { useTranslation } from 'react-i18next'
import type { AlarmHealth } from '../../../../server/contract/alarm-health.ts'
import { formatDateTime, formatTime } from '../../lib/format.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
const height = 96
const width = 1_000
/** domain.md §10: more than this in 10 min is too much for one person. */
const busyRaises = 10

/** Raises a bin as bars; floods shaded behind them. */
export function Timeline({ health }: { health: AlarmHealth }) {
  const { t } = useTranslation()
  const [from, to] = [Date.parse(health.from), Date.parse(health.to)]
  const binMs = health.binMinutes * minuteMs
  const most = Math.max(1, ...health.timeline.map(([, count]) => count))
  const x = (ms: number) => ((Math.min(to, Math.max(from, ms)) - from) / (to - from)) * width
  const y = (count: number) => (count / most) * (height - 6)
  const busy = health.binMinutes === 10 && most > busyRaises
  const times = [0, 0.25, 0.5, 0.75, 1].map((part) => from + part * (to - from))
  const title = health.binMinutes >= 60 ? t('alarmHealth.timelineDay') : t('alarmHealth.timeline', { minutes: health.binMinutes })
  return (
    <section className="panel" aria-label={title}>
      <header className="panel-head">
        <h2>{title}</h2>
        <span className="muted">
          {t('alarmHealth.raises')} {health.raises} · {t('alarmHealth.annunciated')} {health.annunciated}
        </span>
        {health.floods.length > 0 && <span className="faint">{t('alarmHealth.floodShade')}</span>}
      </header>
      {health.timeline.length === 0 ? (
        <p className="panel-none">{t('alarmHealth.none')}</p>
      ) : (
        <div className="timeline-chart">
          <span className="timeline-most">{most}</span>
          <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={title}>
            {health.floods.map((flood) => (
              <rect
                key={flood.from}
                className="timeline-flood"
                x={x(Date.parse(flood.from))}
                width={Math.max(2, x(Date.parse(flood.to)) - x(Date.parse(flood.from)))}
                y={0}
                height={height}
              />
            ))}
            {busy && <line className="timeline-busy" x1={0} x2={width} y1={height - y(busyRaises)} y2={height - y(busyRaises)} />}
            {health.timeline.map(([at, count]) => (
              <rect
                key={at}
                className={health.binMinutes === 10 && count > busyRaises ? 'timeline-bar timeline-bar-busy' : 'timeline-bar'}
                x={x(at)}
                width={Math.max(1.5, x(at + binMs) - x(at) - 0.4)}
                y={height - y(count)}
                height={y(count)}
              >
                <title>{t('alarmHealth.timelineAt', { time: formatDateTime(at), count })}</title>
              </rect>
            ))}
          </svg>
          <span className="timeline-times">
            {times.map((at) => (
              <time key={at} dateTime={new Date(at).toISOString()}>
                {to - from > dayMs ? formatTime(at, 0) : formatTime(at, at).slice(0, 5)}
              </time>
            ))}
          </span>
        </div>
      )}
    </section>
  )
}
