import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { OutOfServiceItem } from '../../../../server/contract/alarms.ts'
import { apiDelete, apiGet, apiPost } from '../api-client.ts'
import { alarmKeys } from './alarms.ts'
import { equipmentKeys } from './equipment.ts'

const path = (equipment: string) => `/equipment/${encodeURIComponent(equipment)}/out-of-service`

const outOfServiceKey = (equipment: string) => [...equipmentKeys.detail(equipment), 'out-of-service'] as const

/** Beginning with the equipment's own key, so that what refreshes the one refreshes the other. */
export function outOfServiceQuery(equipment: string) {
  return queryOptions({
    queryKey: outOfServiceKey(equipment),
    queryFn: ({ signal }) => apiGet<OutOfServiceItem>(path(equipment), {}, signal),
    // A request of somebody else's is not told by the live channel.
    refetchInterval: 30_000
  })
}

type Wish = { step: 'request'; reason: string; until: string } | { step: 'confirm' } | { step: 'return' }

export function useOutOfService(equipment: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (wish: Wish): Promise<void> => {
      if (wish.step === 'return') return apiDelete(path(equipment))
      if (wish.step === 'confirm') await apiPost(`${path(equipment)}/confirm`)
      else await apiPost(path(equipment), { reason: wish.reason, until: wish.until })
    },
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: equipmentKeys.detail(equipment) }),
        client.invalidateQueries({ queryKey: equipmentKeys.list }),
        client.invalidateQueries({ queryKey: alarmKeys.current })
      ])
  })
}
