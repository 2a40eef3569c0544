/** The live channel `/live` (contract §6): one typed event map for server and browser. */
import type { AlarmItem } from './alarms.ts'
import type { EquipmentItem, LatestValue } from './equipment.ts'
import type { RoundItem, ScanItem } from './patrol.ts'
import type { TicketItem } from './tickets.ts'

/** Latest value per metric, `ts` as ISO text like everywhere in REST. */
export type LiveReadings = { equipment: string; values: Record<string, LatestValue> }[]

/** Every event but `readings` carries `seq`; it only grows, over restarts too. */
export type Sequenced<Item> = Item & { seq: number }

export type ServerToClient = {
  readings: (batch: LiveReadings) => void
  equipment: (item: Sequenced<EquipmentItem>) => void
  alarm: (item: Sequenced<AlarmItem>) => void
  ticket: (item: Sequenced<TicketItem>) => void
  scan: (item: Sequenced<ScanItem>) => void
  round: (item: Sequenced<RoundItem>) => void
  /** What was missed cannot be resent: fetch anew. `seq` is where the stream stands now. */
  resync: (from: { seq: number }) => void
}
export type ClientToServer = { watch: (wish: { equipment: string[] }) => void }
export type LiveAuth = { token?: string; since?: number }
