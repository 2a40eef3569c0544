/** Writes what is to be told into the transaction that made it news: it is committed with it, or not at all. */
import type { Connection } from '../database/database.ts'
import type { Witness } from '../tickets/happening.ts'
import { readDirectory } from './directory.ts'
import { factsOf, type Whereabouts } from './facts.ts'
import { newsOf } from './news.ts'
import { createOutbox, type NewMessage } from './outbox.ts'
import { planFor, recipientsOf } from './recipients.ts'
import { readRouting } from './routing.ts'

/** `written`: told that there may be something to send, before it is committed. */
export function createTellingWitness(written: () => void): Witness {
  return async (db, happenings, now) => {
    const all = happenings.flatMap(newsOf)
    if (all.length === 0) return
    const directory = await readDirectory(db, now)
    if (!directory) return
    const routing = await readRouting(db)
    const places = await readWhereabouts(
      db,
      all.map(({ ticket }) => ticket.equipment)
    )
    const messages = all.flatMap((news): NewMessage[] => {
      const facts = factsOf(news, directory.people, places)
      return recipientsOf(news, directory, routing).flatMap((recipient) => {
        const plan = planFor(recipient, news, directory, now)
        // Without a way to send SMS nobody expects a requester to hear of anything.
        if (!recipient.person && plan.chain.length === 0) return []
        return {
          ...plan,
          facts,
          language: recipient.person?.preferences.language ?? directory.site.language ?? 'zh',
          recipient: recipient.person?.id ?? null,
          contact: recipient.contact ?? null
        }
      })
    })
    if (messages.length === 0) return
    await createOutbox(db).add(messages, now)
    written()
  }
}

async function readWhereabouts(db: Connection, wanted: readonly (string | null)[]): Promise<Map<string, Whereabouts>> {
  const ids = [...new Set(wanted)].filter((id) => id !== null)
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('equipment').select(['id', 'name', 'location']).where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row]))
}
