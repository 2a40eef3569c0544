import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DeliveryItem, DeliveryState } from '../../../../../server/contract/telling.ts'
import { deliveryStates } from '../../../../../server/contract/words.ts'
import { PriorityBadge } from '../../../components/badges.tsx'
import { deliveryIcons } from '../../../components/delivery-icons.tsx'
import { FilterSelect } from '../../../components/filter-select.tsx'
import { MoreButton } from '../../../components/more-button.tsx'
import { EmptyState, ErrorState, PageLoading } from '../../../components/states.tsx'
import { channelsQuery } from '../../../lib/api/setup.ts'
import { deliveriesQuery } from '../../../lib/api/telling.ts'
import { useUserName } from '../../../lib/api/users.ts'
import { formatDateTime } from '../../../lib/format.ts'
import './telling.css'

/** What became of each message. */
export function DeliveriesSection() {
  const { t } = useTranslation()
  const [state, setState] = useState<DeliveryState>()
  const [channel, setChannel] = useState<string>()
  const channels = useQuery(channelsQuery).data ?? []
  const query = useInfiniteQuery(deliveriesQuery({ state, channel }))
  const deliveries = query.data?.pages.flatMap(({ items }) => items)
  return (
    <section className="panel" aria-label={t('setup.deliveries')}>
      <header className="panel-head setup-head">
        <p className="muted setup-hint">{t('setup.hint.deliveries')}</p>
        <span className="told-bar">
          <FilterSelect
            className="told-state"
            label={t('channel.state')}
            value={state}
            options={deliveryStates.map((each) => ({ value: each, label: t(`delivery.state.${each}`) }))}
            onChange={setState}
          />
          <FilterSelect
            className="told-channel"
            label={t('setup.channels')}
            value={channel}
            options={channels.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setChannel}
          />
        </span>
      </header>
      {!deliveries && (query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <PageLoading />)}
      {deliveries?.length === 0 && <EmptyState title={t('channel.noDeliveries')} />}
      <ul className="entries">
        {deliveries?.map((delivery) => (
          <Delivery
            key={delivery.id}
            delivery={delivery}
            channelName={channels.find(({ id }) => id === delivery.channel)?.name}
          />
        ))}
      </ul>
      <MoreButton query={query} />
    </section>
  )
}

const tones: Record<DeliveryState, string> = {
  queued: 'offline',
  sent: 'normal',
  failed: 'alarm',
  failed_over: 'warning',
  held: 'offline'
}

function Delivery({ delivery, channelName }: { delivery: DeliveryItem; channelName: string | undefined }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  const { ticket, event, priority, to, channel, state, at, attempts, nextAt, error } = delivery
  // These are about no ticket, whatever stands in its place.
  const about =
    event === 'bulletin' || event === 'position_missed' ? (
      <span>{t(`delivery.event.${event}`)}</span>
    ) : (
      <Link className="link" to={`/tickets/${ticket}`}>
        {t(`delivery.event.${event}`)}
      </Link>
    )
  return (
    <li className="entry" data-testid="delivery" data-state={state}>
      <div className="entry-main">
        <span className="entry-title">
          <PriorityBadge priority={priority} /> {about} → {nameOf(to)}
        </span>
        <span className="entry-facts">
          <time>{formatDateTime(at)}</time>
          <span>{channelName ?? channel ?? t('delivery.noChannel')}</span>
          {attempts > 1 && <span>{t('delivery.attempts', { count: attempts })}</span>}
          {nextAt !== null && <span>{t('delivery.next', { time: formatDateTime(nextAt) })}</span>}
        </span>
        {error !== null && <span className="entry-failure">{error}</span>}
      </div>
      <span className={`badge tone-${tones[state]}`}>
        {deliveryIcons[state]}
        {t(`delivery.state.${state}`)}
      </span>
    </li>
  )
}
