/** Scans of readers, on the path of all that the field sends. */
import type { Arrival, ScanReport } from '../../gateway/reading.ts'
import { formatTopic } from '../../gateway/topics.ts'
import type { Role } from '../contract/common.ts'
import type { Database } from '../database/database.ts'
import type { Actor } from '../tickets/actor.ts'
import type { Patrol } from './patrol.ts'
import { createScanStore } from './scan-store.ts'
import type { SiteView } from './site-view.ts'
import { makeOut, type ScanWish, type ToldScan } from './told-scan.ts'

/** As of any reject (`Reject` in gateway/reading.ts). */
const keptPayloadBytes = 4096

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

  /** Makes rejects of scans that cannot be taken. @returns what stores the others; undefined when there are none. */
  async function admit(group: Arrival[]): Promise<(() => Promise<void>) | undefined> {
    const all = group.flatMap(({ scans = [] }) => scans)
    if (all.length === 0) return undefined
    const known = await guards([...new Set(all.map(({ guard }) => guard))])
    const site = await patrol.view()
    const told = await createScanStore(database).findAll([...new Set(all.map(({ id }) => id))])
    const byId = new Map<string, Told>(told.map((scan) => [scan.id, scan]))
    const wishes: ScanWish[] = []
    for (const arrival of group) {
      for (const scan of arrival.scans ?? []) {
        const told = toTold(scan)
        const actor = known.get(scan.guard)
        const reason = actor
          ? (clash(byId.get(scan.id), scan) ?? whyNot(told, site))
          : `guard: expected a user's id, there is no ${scan.guard}`
        if (actor && reason === undefined) {
          wishes.push({ told, hazard: undefined, actor })
          byId.set(scan.id, scan)
        }
        if (reason !== undefined) refuse(arrival, scan, { reason, site: siteId() })
      }
    }
    return wishes.length > 0 ? async () => void (await patrol.take(wishes)) : undefined
  }

  function whyNot(told: ToldScan, site: SiteView): string | undefined {
    const made = makeOut(told, { site, now: now() })
    return made.ok ? undefined : made.faults.map(({ field, message }) => `${field}: ${message}`).join('; ')
  }

  return { admit }
}

type Told = Pick<ScanReport, 'ts' | 'guard'> & { tag: string | null; reader: string | null }

/** Two readers that count their scans from 1 tell different ones under the same id: the second is not a repeat of the first. */
function clash(before: Told | undefined, scan: ScanReport): string | undefined {
  const fields = ['ts', 'guard', 'tag', 'reader'] as const
  if (!before || fields.every((field) => before[field] === scan[field])) return undefined
  return `id: another scan was told as ${scan.id}`
}

function refuse(arrival: Arrival, scan: ScanReport, { reason, site }: { reason: string; site: string }): void {
  arrival.scans = arrival.scans?.filter((each) => each !== scan) ?? []
  const topic = formatTopic({ type: 'scan', site, reader: scan.reader })
  // What was understood of the message: its bytes are gone by now.
  const payload = Buffer.from(JSON.stringify(scan)).subarray(0, keptPayloadBytes)
  arrival.rejects.push({ topic, receivedAt: scan.receivedAt, reason, payload })
}

function toTold({ receivedAt: _, note, ...scan }: ScanReport): ToldScan {
  return { ...scan, ...(note !== null && { note }), answers: [], photos: [] }
}
