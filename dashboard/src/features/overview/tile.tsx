import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import { statusIcons } from '../../components/badges.tsx'
import { Measured } from '../../components/measured.tsx'
import { useAlarmTitle } from '../../components/rules/use-alarm-title.ts'
import type { KindFacts } from '../../lib/api/equipment.ts'
import { formatSpan } from '../../lib/format.ts'
import { isJudged } from '../../lib/freshness.ts'
import type { LinkState } from '../../lib/live.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { type QuietCounts, QuietTags } from './quiet-tags.tsx'
import { metricsOfTile } from './tile-metrics.ts'

type Props = {
  item: EquipmentItem
  quiet: QuietCounts | undefined
  facts: KindFacts | undefined
  alarm: AlarmItem | undefined
  now: number
  link: LinkState
}

/** One equipment at a glance; the whole tile leads to its page. */
export const Tile = memo(function Tile({ item, facts, alarm, quiet, now, link }: Props) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const around = { status: item.status, now, link }
  return (
    <Link
      to={`/equipment/${item.id}`}
      className={`tile tile-${item.status}`}
      data-testid={`tile-${item.id}`}
      data-status={item.status}
    >
      <span className="tile-head">
        <span className="tile-name" title={item.name}>
          {item.name}
        </span>
        <QuietTags item={item} quiet={quiet} />
        <span className="tile-status">
          {statusIcons[item.status]}
          {t(`equipmentStatus.${item.status}`)}
        </span>
      </span>
      <span className="tile-values">
        {metricsOfTile(item.kind, Object.keys(item.latest)).map((metric) => (
          <span key={metric} className="tile-value">
            <span className="tile-label" title={facts?.metrics[metric]?.[language]}>
              {facts?.metrics[metric]?.[language] ?? metric}
            </span>
            <Measured
              metric={metric}
              latest={item.latest[metric]}
              info={facts?.metrics[metric]}
              around={around}
              judged={isJudged(metric, item.latest)}
              testId={`tile-value-${item.id}-${metric}`}
            />
          </span>
        ))}
      </span>
      <TileFoot item={item} kind={facts?.name[language] ?? item.kind} alarm={alarm} now={now} />
    </Link>
  )
})

function TileFoot({ item, kind, alarm, now }: { item: EquipmentItem; kind: string; alarm: AlarmItem | undefined; now: number }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const titleOf = useAlarmTitle()
  if (alarm) {
    return (
      <span className="tile-foot tile-foot-alarm">
        <span className="tile-foot-text">{titleOf(alarm)}</span>
        <span>{formatSpan(now - Date.parse(alarm.raisedAt), language)}</span>
      </span>
    )
  }
  const seen =
    item.lastSeenAt === null
      ? t('value.never')
      : t('value.seen', { span: formatSpan(now - Date.parse(item.lastSeenAt), language) })
  return (
    <span className="tile-foot">
      <span className="tile-foot-text">{kind}</span>
      {item.status === 'offline' && <span>{seen}</span>}
    </span>
  )
}
