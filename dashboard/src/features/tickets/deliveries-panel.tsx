import { useTranslation } from 'react-i18next'
import type { DeliveryItem, DeliveryState } from '../../../../server/contract/telling.ts'
import { deliveryIcons } from '../../components/delivery-icons.tsx'
import { useUserName } from '../../lib/api/users.ts'
import { useNow } from '../../lib/clock.ts'
import { formatDateTime, formatTime } from '../../lib/format.ts'
import './deliveries.css'

/** Who was told of the ticket, on which channel, and how that went; newest first. Folded while nothing went wrong. */
export function DeliveriesPanel({ deliveries }: { deliveries: readonly DeliveryItem[] }) {
  const { t } = useTranslation()
  if (deliveries.length === 0) return null
  const count = (...states: DeliveryState[]) => deliveries.filter(({ state }) => states.includes(state)).length
  const failed = count('failed')
  return (
    <section className="panel" aria-label={t('delivery.title')} data-testid="deliveries">
      <details open={deliveries.some(({ state, error }) => state === 'failed' || (state === 'queued' && error !== null))}>
        <summary className="deliveries-head">
          <h2>{t('delivery.title')}</h2>
          <span className="faint">{t('delivery.summary', { sent: count('sent'), open: count('queued', 'held'), failed })}</span>
        </summary>
        <ul className="deliveries">
          {[...deliveries].reverse().map((delivery) => (
            <Delivery key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      </details>
    </section>
  )
}

function Delivery({ delivery }: { delivery: DeliveryItem }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const nameOf = useUserName()
  const { event, to, channel, state, at, attempts, nextAt, error } = delivery
  return (
    <li className={`delivery delivery-${state}`} data-state={state}>
      <span>
        {nameOf(to)} <span className="muted">{t(`delivery.event.${event}`)}</span>
      </span>
      <time className="faint" dateTime={at} title={formatDateTime(at)}>
        {formatTime(at, now)}
      </time>
      <span className="delivery-state">
        {deliveryIcons[state]} {t(`delivery.state.${state}`)}
      </span>
      <span className="faint">
        {[
          channel ?? t('delivery.noChannel'),
          attempts > 1 && t('delivery.attempts', { count: attempts }),
          nextAt !== null && t('delivery.next', { time: formatTime(nextAt, now) })
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {error !== null && <span className="delivery-error">{error}</span>}
    </li>
  )
}
