import { useQueries, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import { equipmentListQuery, factsKey, type KindFacts, kindFactsQuery } from '../../lib/api/equipment.ts'

/** Names, units and ranges of values, asked once a kind and not once a tile. */
export function useKindFacts(): (item: EquipmentItem) => KindFacts | undefined {
  const { data: equipment } = useQuery(equipmentListQuery)
  // Live values make a new list 4 times a second; which kinds there are hardly ever changes.
  const signature = useMemo(() => {
    const examples = new Map<string, string>()
    for (const item of equipment ?? []) if (!examples.has(factsKey(item))) examples.set(factsKey(item), item.id)
    return JSON.stringify([...examples].sort(([a], [b]) => (a < b ? -1 : 1)))
  }, [equipment])
  const examples = useMemo(() => JSON.parse(signature) as [string, string][], [signature])
  const facts = useQueries({
    queries: examples.map(([key, example]) => kindFactsQuery(key, example)),
    combine: useCallback(
      (results: { data?: KindFacts | undefined }[]) => new Map(examples.map(([key], at) => [key, results[at]?.data])),
      [examples]
    )
  })
  return (item) => facts.get(factsKey(item))
}
