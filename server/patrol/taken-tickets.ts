/** The tickets that scans open, inside the desk's transaction: hazards for findings, check jobs for sensors that disagree. */
import type { Connection } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { createAttachmentStore } from '../tickets/attachment-store.ts'
import type { Opening } from '../tickets/opening.ts'
import { openCheckJobs } from './check-job.ts'
import { findingsOf } from './findings.ts'
import { openHazard } from './hazard.ts'
import { createPhotoStore } from './photo-store.ts'
import type { Scan } from './scan.ts'
import { createScanStore } from './scan-store.ts'
import type { SiteView } from './site-view.ts'
import type { Taken } from './taking.ts'
import type { ScanWish } from './told-scan.ts'

type Given = { wishes: ReadonlyMap<string, ScanWish>; site: SiteView }

/** With the tickets' ids wherever those scans stand in what was taken. */
export async function openTickets(db: Connection, taken: Taken, given: Given): Promise<{ taken: Taken; openings: Opening[] }> {
  const openings: Opening[] = []
  const withHazards: Scan[] = []
  for (const scan of taken.added) {
    const opening = hazardOf(scan, given)
    if (opening) {
      openings.push(opening)
      await createScanStore(db).opened(scan.id, opening.ticket.id)
      await attachPhotos(db, opening.ticket.id, scan.photos)
    }
    withHazards.push(opening ? { ...scan, ticket: opening.ticket.id } : scan)
  }
  const checks = await openCheckJobs(db, withHazards)
  const byId = new Map(checks.scans.map((scan) => [scan.id, scan]))
  const rounds = taken.rounds.map(({ round, scans }) => ({ round, scans: scans.map((scan) => byId.get(scan.id) ?? scan) }))
  return { taken: { ...taken, added: checks.scans, rounds }, openings: [...openings, ...checks.openings] }
}

function hazardOf(scan: Scan, { wishes, site }: Given): Opening | undefined {
  const place = site.checkpoint(scan.checkpoint)
  const wish = wishes.get(scan.id)
  if (!place || !wish) return undefined
  const findings = findingsOf(scan.answers, place.checklist)
  if (scan.result === 'ok' && findings.length === 0) return undefined
  const ticketId = createId('tk', scan.receivedAt)
  return openHazard({ scan, findings, wish: wish.hazard, place, actor: wish.actor, ticketId })
}

/** What the guard saw goes with the ticket it opened. */
async function attachPhotos(db: Connection, ticket: string, hashes: readonly string[]): Promise<void> {
  for (const { hash, type, size, by, at } of await createPhotoStore(db).find(hashes)) {
    const name = `patrol-${hash.slice(0, 8)}.${type.split('/')[1] ?? 'jpg'}`
    await createAttachmentStore(db).add(ticket, { hash, kind: 'photo', name, type, size, at, by })
  }
}
