/** Which tags tell that somebody stands at what a ticket is about. */
import type { Connection } from '../database/database.ts'
import { readTag } from './faults.ts'
import type { Ticket } from './ticket.ts'

/** The equipment's attribute `tag`, and the tags of the checkpoints in the same place; of a ticket without equipment, its place. */
export async function tagsOf(db: Connection, { equipment, place }: Ticket): Promise<Set<string>> {
  const found = new Set<string>()
  const row =
    equipment === null
      ? undefined
      : await db.selectFrom('equipment').select(['location', 'attributes']).where('id', '=', equipment).executeTakeFirst()
  const { tag } = JSON.parse(row?.attributes ?? '{}') as { tag?: unknown }
  if (typeof tag === 'string') found.add(readTag(tag))
  const location = row?.location ?? place
  if (!location) return found
  const checkpoints = db.selectFrom('checkpoints').select('tag').where('location', '=', location).where('enabled', '=', 1)
  for (const each of await checkpoints.execute()) if (each.tag !== null) found.add(readTag(each.tag))
  return found
}
