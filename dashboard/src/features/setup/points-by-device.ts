import type { UnknownPointItem } from '../../../../server/contract/mappings.ts'

/** Fields that come in the same message. `latest`: the one heard last, with that message. */
export type DevicePoints = { key: string; latest: UnknownPointItem; points: UnknownPointItem[] }

/** By name, not by time: what is looked at stays in its place while messages come in. */
export function groupByDevice(points: readonly UnknownPointItem[]): DevicePoints[] {
  const groups = new Map<string, DevicePoints>()
  for (const point of points) {
    const key = JSON.stringify([point.device, point.source, point.sender, point.topic])
    const group = groups.get(key)
    if (!group) groups.set(key, { key, latest: point, points: [point] })
    else {
      group.points.push(point)
      if (point.lastSeenAt > group.latest.lastSeenAt) group.latest = point
    }
  }
  for (const group of groups.values()) group.points.sort((one, other) => one.field.localeCompare(other.field))
  return [...groups.values()].sort((one, other) => one.key.localeCompare(other.key))
}
