/** Port of the live channel: what the pipeline tells after a commit. */
import type { Reading } from '../../gateway/reading.ts'
import type { Alarm } from '../alarms/alarm.ts'
import type { EquipmentItem } from '../contract/equipment.ts'
import type { RoundItem, ScanItem } from '../contract/patrol.ts'
import type { Ticket } from '../tickets/ticket.ts'

/**
 * Nothing here waits for a client or throws: a push that failed must never fail an ingest.
 * Call after the commit, in its order; what was told first gets the lower `seq`.
 */
export type Publisher = {
  /** Committed readings, late and skewed ones too; clients see the latest per metric, at most 4 times a second. */
  readings(batch: readonly Reading[]): void
  /** Alarms and tickets in their new state. */
  settled(settlement: { alarms: readonly Alarm[]; tickets: readonly Ticket[] }): void
  /** Scans and rounds in their new state. */
  patrol(news: { scans: readonly ScanItem[]; rounds: readonly RoundItem[] }): void
  /** Equipment whose list item changed in more than its values: status, name, presence. */
  equipment(items: readonly EquipmentItem[]): void
}
