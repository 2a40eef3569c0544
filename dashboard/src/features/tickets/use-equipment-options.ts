import { useQuery } from '@tanstack/react-query'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import { equipmentListQuery } from '../../lib/api/equipment.ts'

const toOptions = (items: EquipmentItem[]) =>
  items.map(({ id, name, location }) => ({ value: id, label: [name, location].filter(Boolean).join(' · ') }))

/** Compared deeply by the cache, so that live values do not rebuild an open list of choices. */
export function useEquipmentOptions(): { value: string; label: string }[] {
  return useQuery({ ...equipmentListQuery, select: toOptions, structuralSharing: true }).data ?? []
}
