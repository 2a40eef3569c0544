/** What every report is asked with, and what it gives back before it is titled and dated. */
import type { Report, Words } from '../contract/reports.ts'
import type { Connection } from '../database/database.ts'

/** `test`: there for trying things out (attribute `test: true`); what becomes of it counts for nothing. */
export type KnownEquipment = { name: string; kind: string; location: string; enabled: boolean; test: boolean }

export type ReportScope = {
  /** `[from, to)` in ms; `to` is never after `now`. */
  from: number
  to: number
  now: number
  /** IANA zone of the site. */
  timezone: string
  /** By id, disabled ones too. */
  equipment: ReadonlyMap<string, KnownEquipment>
  /** What the kinds are called. */
  kinds: Readonly<Record<string, Words>>
}

export type ReportBody = Pick<Report, 'title' | 'columns' | 'rows' | 'totals' | 'details' | 'notes'>

export async function readEquipment(db: Connection): Promise<Map<string, KnownEquipment>> {
  const rows = await db
    .selectFrom('equipment')
    .select(['id', 'name', 'kind', 'location', 'enabled', 'attributes'])
    .orderBy('id')
    .execute()
  return new Map(
    rows.map(({ id, enabled, attributes, ...row }) => {
      const test = (JSON.parse(attributes) as Record<string, unknown>)['test'] === true
      return [id, { ...row, enabled: enabled === 1, test }]
    })
  )
}
