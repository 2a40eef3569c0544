import { useQueries, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { EquipmentDetail, EquipmentItem } from '../../../../server/contract/equipment.ts'
import { catalogueQuery, equipmentDetailQuery, equipmentListQuery, type KindFacts } from './equipment.ts'

export type FactsOf = (item: Pick<EquipmentItem, 'id' | 'kind'>) => KindFacts | undefined

/** Names, units and ranges of values: by kind, and per equipment where it brings its own metrics. */
export function useKindFacts(): FactsOf {
  const { data: catalogue } = useQuery(catalogueQuery)
  const { data: signature = '' } = useQuery({ ...equipmentListQuery, select: customIds })
  const custom = useMemo(() => signature.split(',').filter((id) => id !== ''), [signature])
  const own = useQueries({
    queries: custom.map((id) => equipmentDetailQuery(id)),
    combine: useCallback(
      (results: { data?: EquipmentDetail | undefined }[]) =>
        new Map(results.flatMap(({ data }) => (data ? [[data.id, ownFacts(data)]] : []))),
      []
    )
  })
  return useCallback((item) => own.get(item.id) ?? catalogue?.get(item.kind), [own, catalogue])
}

/** As one text: live values make a new list 4 times a second, and which equipment is custom hardly ever changes. */
function customIds(equipment: readonly EquipmentItem[]): string {
  return equipment.flatMap(({ id, kind }) => (kind === 'custom' ? [id] : [])).join()
}

const known = new WeakMap<EquipmentDetail['metrics'], KindFacts>()

/** The same object as long as the metrics are the same, whatever live values do to the rest. */
function ownFacts({ metrics, kindName }: EquipmentDetail): KindFacts {
  const facts = known.get(metrics) ?? { fire: false, name: kindName, metrics }
  known.set(metrics, facts)
  return facts
}
