import { useQuery } from '@tanstack/react-query'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import { equipmentListQuery } from '../../lib/api/equipment.ts'

const toOptions = (list: EquipmentItem[]) =>
  list.map(({ id, kind, name, location }) => ({ value: id, kind, label: [name, location].filter(Boolean).join(' · ') }))

/** For choices; compared deeply, so that live values do not rebuild an open list. */
export function useEquipmentNames(): { value: string; kind: string; label: string }[] {
  return useQuery({ ...equipmentListQuery, select: toOptions, structuralSharing: true }).data ?? []
}
