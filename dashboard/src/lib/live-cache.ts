/** What each live event changes in the query cache. */
import type { QueryClient } from '@tanstack/react-query'
import type { AlarmItem } from '../../../server/contract/alarms.ts'
import type { EquipmentDetail, EquipmentItem, LatestValue } from '../../../server/contract/equipment.ts'
import type { LiveReadings } from '../../../server/contract/events.ts'
import type { RoundItem, ScanItem } from '../../../server/contract/patrol.ts'
import type { TicketItem } from '../../../server/contract/tickets.ts'
import { alarmKeys, isCurrentAlarm } from './api/alarms.ts'
import { equipmentKeys } from './api/equipment.ts'
import { withItem } from './api/lists.ts'
import { patrolKeys, withRound, withScan } from './api/patrol.ts'
import { type Trend, type TrendKey, withLivePoint } from './api/readings.ts'
import { isOpenTicket, ticketKeys } from './api/tickets.ts'
import { serverNow } from './clock.ts'

type Latest = Record<string, LatestValue>

/** A burst of events refetches a paged list once. */
const refetchDelayMs = 1_000

export function createCacheWriter(client: QueryClient) {
  const pending = new Map<string, number>()

  function refetchSoon(queryKey: readonly unknown[]): void {
    const name = queryKey.join()
    if (pending.has(name)) return
    const timer = window.setTimeout(() => {
      pending.delete(name)
      void client.invalidateQueries({ queryKey })
    }, refetchDelayMs)
    pending.set(name, timer)
  }

  return {
    /** What events would have told between the first answers and the first connection. */
    refetchLists(): void {
      for (const part of ['equipment', 'alarms', 'tickets', 'patrol']) void client.invalidateQueries({ queryKey: [part] })
    },

    refetchAll(): void {
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
    },

    readings(batch: LiveReadings): void {
      const news = new Map(batch.map(({ equipment, values }) => [equipment, values]))
      client.setQueryData<EquipmentItem[]>(equipmentKeys.list, (list) => list?.map((item) => withLatest(item, news.get(item.id))))
      for (const [id, values] of news) {
        client.setQueryData<EquipmentDetail>(equipmentKeys.detail(id), (detail) => detail && withLatest(detail, values))
        appendToTrends(client, id, values)
      }
    },

    equipment(item: EquipmentItem): void {
      client.setQueryData<EquipmentItem[]>(equipmentKeys.list, (list) => {
        if (!list) return list
        const known = list.find(({ id }) => id === item.id)
        return withItem(list, known ? { ...item, latest: newest(known.latest, item.latest) } : item, item.enabled !== false)
      })
      client.setQueryData<EquipmentDetail>(equipmentKeys.detail(item.id), (detail) => {
        return detail && { ...detail, ...item, latest: newest(detail.latest, item.latest) }
      })
    },

    alarm(item: AlarmItem): void {
      client.setQueryData<AlarmItem[]>(alarmKeys.current, (list) => list && withItem(list, item, isCurrentAlarm(item)))
      refetchSoon(alarmKeys.history)
      if (client.getQueryState(alarmKeys.detail(item.id))) refetchSoon(alarmKeys.detail(item.id))
      if (item.cause !== null) refetchSoon(alarmKeys.linkedTo(item.cause))
    },

    ticket(item: TicketItem): void {
      client.setQueryData<TicketItem[]>(ticketKeys.open, (list) => list && withItem(list, item, isOpenTicket(item)))
      void client.invalidateQueries({ queryKey: ticketKeys.detail(item.id) })
      refetchSoon(ticketKeys.pages)
    },

    round(item: RoundItem): void {
      client.setQueryData<RoundItem[]>(patrolKeys.rounds(item.date), (rounds) => rounds && withRound(rounds, item))
      refetchSoon(patrolKeys.calendars)
    },

    /** What speaks against a scan may be found out later. */
    scan(item: ScanItem): void {
      client.setQueriesData<RoundItem[]>({ queryKey: patrolKeys.allRounds }, (rounds) => rounds && withScan(rounds, item))
      refetchSoon(patrolKeys.suspects)
      refetchSoon(patrolKeys.positions)
    },

    stop(): void {
      for (const timer of pending.values()) window.clearTimeout(timer)
      pending.clear()
    }
  }
}

function withLatest<Item extends EquipmentItem>(item: Item, values: Latest | undefined): Item {
  if (!values) return item
  const latest = newest(item.latest, values)
  return { ...item, latest, lastSeenAt: new Date(serverNow()).toISOString() }
}

/** Per metric the value of the greater ts: an event may tell an older state than the readings before it. */
function newest(known: Latest, news: Latest): Latest {
  const latest = { ...known }
  for (const [metric, value] of Object.entries(news)) {
    const old = latest[metric]
    if (!old || Date.parse(old.ts) <= Date.parse(value.ts)) latest[metric] = value
  }
  return latest
}

function appendToTrends(client: QueryClient, equipment: string, values: Latest): void {
  for (const query of client.getQueryCache().findAll({ queryKey: ['readings', equipment] })) {
    const [, , metric, range] = query.queryKey as unknown as TrendKey
    const value = values[metric]
    if (!value || range.kind !== 'live') continue
    const from = serverNow() - range.hours * 3_600_000
    client.setQueryData<Trend>(
      query.queryKey,
      (trend) => trend && withLivePoint(trend, [Date.parse(value.ts), value.value], from)
    )
  }
}
