/** Scans of readers, on the path of all that the field sends. */
import type { Arrival, ScanReport } from '../../gateway/reading.ts'
import { formatTopic } from '../../gateway/topics.ts'
import type { Role } from '../contract/common.ts'
import type { Database } from '../database/database.ts'
import type { Actor } from '../tickets/actor.ts'
import type { Patrol } from './patrol.ts'
import { makeOut, type ToldScan } from './told-scan.ts'

export type FieldScansOptions = {
  database: Database
  patrol: Pick<Patrol, 'take' | 'view'>
  /** Id of the site, as it is now. */
  site: () => string
  now: () => number
}

export function createFieldScans({ database, patrol, site: siteId, now }: FieldScansOptions) {
  async function guards(ids: readonly string[]): Promise<Map<string, Actor>> {
    const rows = await database
      .selectFrom('users')
      .select(['id', 'name', 'role'])
      .where('id', 'in', ids)
      .where('enabled', '=', 1)
      .execute()
    return new Map(rows.map(({ id, name, role }) => [id, { id, name, role: role as Role }]))
  }

  return {
    /** Makes rejects of scans that cannot be taken; the others, undefined when there are none. */
    async admit(group: Arrival[]): Promise<ScanReport[] | undefined> {
      const told = group.filter(({ scans }) => scans !== undefined)
      if (told.length === 0) return undefined
      const known = await guards([...new Set(told.flatMap(({ scans = [] }) => scans.map(({ guard }) => guard)))])
      const site = await patrol.view()
      for (const arrival of told) {
        for (const scan of arrival.scans ?? []) {
          const reason = known.has(scan.guard) ? whyNot(scan) : `guard: expected a user's id, there is no ${scan.guard}`
          if (reason !== undefined) refuse(arrival, scan, { reason, site: siteId() })
        }
      }
      const scans = told.flatMap(({ scans = [] }) => scans)
      return scans.length > 0 ? scans : undefined

      function whyNot(scan: ScanReport): string | undefined {
        const made = makeOut(toTold(scan), { site, metaKey: undefined, now: now() })
        return made.ok ? undefined : made.faults.map(({ field, message }) => `${field}: ${message}`).join('; ')
      }
    },

    /** Throws when they are not stored. */
    async take(scans: ScanReport[]): Promise<void> {
      const known = await guards([...new Set(scans.map(({ guard }) => guard))])
      await patrol.take(
        scans.flatMap((scan) => {
          const actor = known.get(scan.guard)
          return actor ? [{ told: toTold(scan), hazard: undefined, actor }] : []
        })
      )
    }
  }
}

function refuse(arrival: Arrival, scan: ScanReport, { reason, site }: { reason: string; site: string }): void {
  arrival.scans = arrival.scans?.filter((each) => each !== scan) ?? []
  const topic = formatTopic({ type: 'scan', site, reader: scan.reader })
  // What was understood of the message: its bytes are gone by now.
  const payload = Buffer.from(JSON.stringify(scan))
  arrival.rejects.push({ topic, receivedAt: scan.receivedAt, reason, payload })
}

function toTold({ receivedAt: _, note, ...scan }: ScanReport): ToldScan {
  return { ...scan, ...(note !== null && { note }), answers: [], photos: [] }
}
