import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UnknownPointItem } from '../../../../server/contract/mappings.ts'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { unknownPointsQuery } from '../../lib/api/mappings.ts'
import { useMay } from '../../lib/api/session.ts'
import { useNow } from '../../lib/clock.ts'
import { formatSpan, unitText } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { MappingForm } from './mapping-form.tsx'
import { MappingList } from './mapping-list.tsx'
import { type DevicePoints, groupByDevice } from './points-by-device.ts'
import './points.css'

/** What arrives of foreign devices without a home, and what has been given one. */
export function PointsSection() {
  const { t } = useTranslation()
  const isAdmin = useMay('admin')
  const { data, error, refetch } = useQuery(unknownPointsQuery)
  const [mapping, setMapping] = useState<UnknownPointItem>()
  return (
    <div className="points-page">
      <section className="panel" aria-label={t('mapping.unknown')}>
        <header className="panel-head">
          <h2>{t('mapping.unknown')}</h2>
          <p className="muted points-hint">{t('mapping.unknownHint')}</p>
        </header>
        {!data && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={3} />)}
        {data?.items.length === 0 && <EmptyState title={t('mapping.unknownNone')} />}
        <ul>
          {groupByDevice(data?.items ?? []).map((device) => (
            <DeviceRow key={device.key} device={device} onMap={isAdmin ? setMapping : undefined} />
          ))}
        </ul>
        {data && data.nextCursor !== null && <p className="muted">{t('mapping.unknownSome', { count: data.items.length })}</p>}
      </section>
      {isAdmin && <MappingList />}
      {mapping && <MappingForm point={mapping} onClose={() => setMapping(undefined)} />}
    </div>
  )
}

type RowProps = { device: DevicePoints; onMap: ((point: UnknownPointItem) => void) | undefined }

function DeviceRow({ device: { latest, points }, onMap }: RowProps) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow()
  const ago = (time: string) => t('mapping.ago', { span: formatSpan(now - Date.parse(time), language) })
  return (
    <li className="point-device" data-testid={`unknown-${latest.device}`}>
      <div className="point-device-head">
        <strong className="point-name">{latest.device}</strong>
        <span className="entry-facts">
          <span>{latest.source}</span>
          <span className="mono">{latest.sender}</span>
          <span className="mono">{latest.topic}</span>
          <span>{t('mapping.messages', { count: latest.messages })}</span>
        </span>
      </div>
      <ul className="point-fields">
        {points.map((point) => (
          <li key={point.field} className="point-field" data-testid={`point-${point.device}/${point.field}`}>
            <span className="mono point-name">{point.field}</span>
            <span className="mono point-value">
              {String(point.value ?? '–')} {unitText(point.unit)}
            </span>
            <span className="faint point-age">{ago(point.lastSeenAt)}</span>
            {onMap && (
              <Button size="small" onClick={() => onMap(point)} data-testid={`map-${point.device}/${point.field}`}>
                {t('mapping.map')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <details className="point-payload">
        <summary>{t('mapping.payload')}</summary>
        <pre className="mono">{latest.payload}</pre>
      </details>
    </li>
  )
}
