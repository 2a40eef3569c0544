/** History out of a list of groups, for tests: the same answers as the embedded journal's. */
import type { Arrival, Presence } from '../../gateway/reading.ts'
import {
  columnsOf,
  type History,
  type HistoryQuery,
  type HistoryRow,
  type HistorySeries,
  orderTime,
  readSlices
} from './history.ts'

export type RememberedGroup = { arrivals: Arrival[]; imported: boolean }

export function recall(groups: readonly RememberedGroup[], query: HistoryQuery): History {
  const { equipment, metrics, heard, imported, order, from, to } = query
  const isOf = (each: { equipment: string }) => equipment.includes(each.equipment)
  const series: HistorySeries[] = []
  const rows = new Map<string, HistoryRow>()
  const presences: Presence[] = []
  const events = groups.flatMap(({ arrivals }) => arrivals.flatMap((arrival) => arrival.events)).filter(isOf)

  for (const { arrivals, imported: isImport } of groups) {
    for (const reading of arrivals.flatMap((arrival) => arrival.readings).filter(isOf)) {
      const { equipment: id, metric, ts, value, quality } = reading
      const isNews = !presences.some((known) => known.equipment === id && known.receivedAt === reading.receivedAt)
      if (heard && !isImport && isNews) presences.push({ equipment: id, online: true, receivedAt: reading.receivedAt })
      if (metrics !== null && !metrics.includes(metric)) continue
      const of = series.find((each) => each.equipment === id && each.metric === metric) ?? add(id, metric, typeof value)
      const receivedAt = isImport ? ts : reading.receivedAt
      const at = orderTime(order, ts, receivedAt)
      const key = `${of.id} ${ts}`
      const isWanted = !isImport || imported
      if (!rows.has(key))
        rows.set(key, { series: of.id, at: isWanted ? at : Number.NaN, ts, receivedAt, value, unjudged: quality !== 'good' })
    }
    presences.push(...arrivals.flatMap((arrival) => arrival.presences).filter(isOf))
  }

  function add(id: string, metric: string, type: string): HistorySeries {
    const words = { number: 'number', boolean: 'boolean', string: 'text' } as const
    const added = { id: series.length, equipment: id, metric, type: words[type as keyof typeof words] }
    series.push(added)
    return added
  }

  const eventAt = ({ ts, receivedAt }: { ts: number; receivedAt: number }) => orderTime(order, ts, receivedAt)
  const sortedRows = [...rows.values()].sort((a, b) => a.at - b.at)
  const sortedEvents = events.toSorted((a, b) => eventAt(a) - eventAt(b))
  const sortedPresences = presences.toSorted((a, b) => a.receivedAt - b.receivedAt)
  const batches = readSlices({ from, to, series: series.length }, async (start, end) => {
    const isIn = (at: number) => at >= start && at < end
    return columnsOf(
      sortedRows.filter(({ at }) => isIn(at)),
      sortedEvents.filter((event) => isIn(eventAt(event))),
      sortedPresences.filter(({ receivedAt }) => isIn(receivedAt))
    )
  })
  return { series, batches }
}
