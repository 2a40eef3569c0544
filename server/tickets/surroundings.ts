/** What a decision about a ticket needs to know besides it, read from the database. */
import { createAlarmStore } from '../alarms/alarm-store.ts'
import type { Connection } from '../database/database.ts'
import type { Attributes } from '../permits/required-steps.ts'
import { createAttachmentStore } from './attachment-store.ts'
import { effectHoldMs } from './effect.ts'
import { whyNotPermitted } from './permit-work.ts'
import { tagsOf } from './tags.ts'
import type { Surroundings, Ticket } from './ticket.ts'
import { beginsAgain } from './ticket-record.ts'
import { createTicketStore } from './ticket-store.ts'

/** `now`: server time in ms. `kindOf`: undefined when there is no equipment of this id. */
export type Site = {
  now: number
  kindOf: (equipment: string) => string | undefined
  attributesOf: (equipment: string) => Attributes | undefined
}

export async function readSurroundings(
  db: Connection,
  ticket: Ticket,
  { now, kindOf, attributesOf }: Site
): Promise<Surroundings> {
  const { rule, equipment } = ticket
  const attachments = await createAttachmentStore(db).of(ticket.id)
  const since = await workSince(db, ticket.id)
  const base = {
    now,
    kind: equipment === null ? undefined : kindOf(equipment),
    attached: new Set(attachments.filter(({ at }) => at >= since).map((each) => each.kind)),
    photos: attachments.filter((each) => each.kind === 'photo').map((each) => each.at),
    tags: await tagsOf(db, ticket),
    incident: await hasIncident(db, ticket.id),
    permit: await whyNotPermitted(db, ticket, { since, attributesOf })
  }
  if (rule === null || equipment === null) return { ...base, active: false, other: undefined, holdMs: effectHoldMs() }
  const alarms = createAlarmStore(db)
  const [newest] = await alarms.newest([{ rule, equipment }])
  const alarm = await alarms.standing(rule, equipment)
  const [standing] = await createTicketStore(db).findStanding([{ rule, equipment }])
  const other = standing && standing.id !== ticket.id ? standing.number : undefined
  return { ...base, active: alarm?.active ?? false, other, holdMs: effectHoldMs(newest?.header.clearForMs) }
}

/** ms, 0 when it never began again: papers and permits from before say nothing of the repair at hand. */
async function workSince(db: Connection, ticket: string): Promise<number> {
  const entries = await createTicketStore(db).entriesOf([ticket], ['reopened', 'repeated'])
  return entries.findLast(beginsAgain)?.at ?? 0
}

async function hasIncident(db: Connection, ticket: string): Promise<boolean> {
  const begun = db.selectFrom('incidents').select('ticket').where('ticket', '=', ticket)
  return (await begun.where('ended_at', 'is', null).executeTakeFirst()) !== undefined
}
