import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Advice, AdviceRequest, BacktestAnswer, RuleVersion } from '../../../../server/contract/backtest.ts'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import type { RuleItem } from '../../../../server/contract/rules.ts'
import type { Why } from '../../../../server/contract/why.ts'
import { apiDelete, apiGet, apiGetAll, apiPatch, apiPost } from '../api-client.ts'
import type { RuleBody } from '../rules/rule-body.ts'

const ruleKeys = {
  list: ['rules'] as const,
  versions: (id: string) => ['rule-versions', id] as const,
  why: (id: string, equipment: string, at?: number) => ['why', id, equipment, at ?? 'now'] as const
}

export const rulesQuery = queryOptions({
  queryKey: ruleKeys.list,
  queryFn: ({ signal }) => apiGetAll<RuleItem>('/rules', {}, signal),
  staleTime: 10 * 60_000
})

export function ruleAppliesTo(
  rule: Pick<RuleItem, 'equipment' | 'kind'>,
  equipment: Pick<EquipmentItem, 'id' | 'kind'>
): boolean {
  return rule.equipment === undefined ? rule.kind === equipment.kind : rule.equipment === equipment.id
}

export function ruleVersionsQuery(id: string) {
  return queryOptions({
    queryKey: ruleKeys.versions(id),
    queryFn: async ({ signal }) =>
      (await apiGet<{ items: RuleVersion[] }>(`/rules/${encodeURIComponent(id)}/versions`, {}, signal)).items
  })
}

const whyEveryMs = 2_000

/** Asked again while somebody looks: timers run and readings come. `at` (ms): how it was then, which stays as it is. */
export function whyQuery(id: string, equipment: string, at?: number) {
  const then = at === undefined ? undefined : new Date(at).toISOString()
  return queryOptions({
    queryKey: ruleKeys.why(id, equipment, at),
    queryFn: ({ signal }) => apiGet<Why>(`/rules/${encodeURIComponent(id)}/why`, { equipment, at: then }, signal),
    refetchInterval: at === undefined && whyEveryMs,
    staleTime: at === undefined ? 0 : 5 * 60_000
  })
}

export type BacktestWish = { rule: RuleBody | string; from: string; to: string; equipment?: string }

export function backtestQuery(wish: BacktestWish) {
  return queryOptions({
    queryKey: ['backtest', wish] as const,
    queryFn: () => apiPost<BacktestAnswer>('/rules/backtest', wish),
    retry: false,
    staleTime: 5 * 60_000,
    gcTime: 60_000
  })
}

export function useAdvice() {
  return useMutation({
    mutationFn: (wish: Omit<AdviceRequest, 'rule' | 'target'> & { rule: RuleBody | string; target: { alarmsPerDay: number } }) =>
      apiPost<Advice>('/rules/advise', wish)
  })
}

type Write =
  | { do: 'create'; body: RuleBody }
  | { do: 'change'; id: string; patch: Record<string, unknown> }
  | { do: 'disable'; id: string }

export function useWriteRule() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (write: Write): Promise<RuleItem | undefined> => {
      if (write.do === 'create') return apiPost<RuleItem>('/rules', write.body)
      if (write.do === 'change') return apiPatch<RuleItem>(`/rules/${encodeURIComponent(write.id)}`, write.patch)
      await apiDelete(`/rules/${encodeURIComponent(write.id)}`)
      return undefined
    },
    onSuccess: (rule) => {
      if (rule) {
        client.setQueryData<RuleItem[]>(ruleKeys.list, (list) => list && [...list.filter(({ id }) => id !== rule.id), rule])
        void client.invalidateQueries({ queryKey: ruleKeys.versions(rule.id) })
      }
      return client.invalidateQueries({ queryKey: ruleKeys.list })
    }
  })
}
