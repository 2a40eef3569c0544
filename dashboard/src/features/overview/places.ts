/** Equipment grouped by place, worst first. */
import type { EquipmentItem, EquipmentStatus } from '../../../../server/contract/equipment.ts'
import { equipmentStatuses } from '../../../../server/contract/words.ts'

const rank: Record<EquipmentStatus, number> = { alarm: 0, offline: 1, warning: 2, normal: 3 }

export type StatusCounts = Record<EquipmentStatus, number>
export type Place = { location: string; items: EquipmentItem[]; counts: StatusCounts }

export function countStatuses(items: readonly EquipmentItem[]): StatusCounts {
  const counts: StatusCounts = { alarm: 0, offline: 0, warning: 0, normal: 0 }
  for (const { status } of items) counts[status] += 1
  return counts
}

export function groupByPlace(items: readonly EquipmentItem[]): Place[] {
  const byLocation = new Map<string, EquipmentItem[]>()
  for (const item of items) {
    const group = byLocation.get(item.location)
    if (group) group.push(item)
    else byLocation.set(item.location, [item])
  }
  const places = [...byLocation].map(([location, members]) => ({
    location,
    items: members.sort(worstFirst),
    counts: countStatuses(members)
  }))
  return places.sort((a, b) => comparePlaces(a, b))
}

const byName = new Intl.Collator('zh-CN', { numeric: true })

function worstFirst(a: EquipmentItem, b: EquipmentItem): number {
  return rank[a.status] - rank[b.status] || byName.compare(a.name, b.name)
}

function comparePlaces(a: Place, b: Place): number {
  for (const status of equipmentStatuses) {
    if (status === 'normal') break
    const difference = b.counts[status] - a.counts[status]
    if (difference !== 0) return difference
  }
  return byName.compare(a.location, b.location)
}

/** True when every word of the search is somewhere in name, place, kind or id. */
export function isFound(item: EquipmentItem, search: string): boolean {
  const text = `${item.name} ${item.location} ${item.kind} ${item.id}`.toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
