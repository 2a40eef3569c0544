import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PushSubscriptionItem } from '../../../../server/contract/telling.ts'
import { useErrorText } from '../../components/error-text.ts'
import { fetchPushKey, pushSubscriptionsQuery, useAddPushSubscription, useRemovePushSubscription } from '../../lib/api/push.ts'
import { currentEndpoint, PushRefused, pushObstacle, subscribeHere, unsubscribeHere } from '../../lib/browser-push.ts'
import { formatDateTime } from '../../lib/format.ts'

const endpointKey = ['push', 'here'] as const

/** The browsers in which one's messages show while no page is open. */
export function PushPanel() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data: subscriptions = [] } = useQuery(pushSubscriptionsQuery)
  const { data: endpoint = null } = useQuery({ queryKey: endpointKey, queryFn: currentEndpoint })
  const add = useAddPushSubscription()
  const remove = useRemovePushSubscription()
  const obstacle = pushObstacle()
  const here = subscriptions.find((each) => each.endpoint === endpoint)
  const refresh = () => client.invalidateQueries({ queryKey: endpointKey })

  const begin = () => add.mutate(async () => subscribeHere(await fetchPushKey()), { onSettled: refresh })
  const end = (subscription: PushSubscriptionItem) =>
    remove.mutate(subscription.id, {
      onSuccess: () => {
        if (subscription === here) void unsubscribeHere().then(refresh)
      }
    })

  return (
    <section className="panel" aria-label={t('preference.push.title')} data-testid="push-panel">
      <h2>{t('preference.push.title')}</h2>
      <p className="muted">{t('preference.push.hint')}</p>
      {obstacle && <Alert type="warning" showIcon title={t(`preference.push.${obstacle}`)} />}
      <Failure error={add.error ?? remove.error} />
      <ul className="push-browsers">
        {subscriptions.map((each) => (
          <li key={each.id}>
            {each === here
              ? t('preference.push.here')
              : t('preference.push.other', { host: new URL(each.endpoint).hostname, time: formatDateTime(each.createdAt) })}
            <Button size="small" type="text" loading={remove.isPending} onClick={() => end(each)}>
              {t(each === here ? 'preference.push.off' : 'preference.push.remove')}
            </Button>
          </li>
        ))}
      </ul>
      {!here && (
        <Button disabled={obstacle !== undefined} loading={add.isPending} onClick={begin} data-testid="push-here">
          {t('preference.push.on')}
        </Button>
      )}
    </section>
  )
}

function Failure({ error }: { error: Error | null }) {
  const { t } = useTranslation()
  const { title, detail } = useErrorText(error)
  if (!error) return null
  if (error instanceof PushRefused) {
    return (
      <Alert
        type="error"
        showIcon
        role="alert"
        title={t(error.message === 'denied' ? 'preference.push.denied' : 'preference.push.failed')}
      />
    )
  }
  return <Alert type="error" showIcon role="alert" title={title} description={detail} />
}
