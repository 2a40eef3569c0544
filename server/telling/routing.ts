/** Who is told of what, as data: defaults, and what the site made of them. */
import { type Routing, routingSchema, type TellEvent } from '../contract/telling.ts'
import { type Connection, readMeta, writeMeta } from '../database/database.ts'

/** `opened` without anybody to send it to goes to those on duty; P1 is the managers' business as well (R03). */
export const defaultRouting: Routing = {
  opened: { to: ['on_duty'], urgent: ['managers'] },
  dispatched: { to: ['assignee'], urgent: ['managers'] },
  redispatched: { to: ['assignee', 'former'], urgent: ['managers'] },
  assigned: { to: ['assignee'], urgent: [] },
  handed_on: { to: ['assignee'], urgent: [] },
  raised: { to: ['assignee'], urgent: ['managers'] },
  reopened: { to: ['assignee'], urgent: ['managers'] },
  escalated: { to: ['escalation'], urgent: [] },
  permit_expired: { to: ['assignee', 'holder', 'managers'], urgent: [] },
  held: { to: ['subscribers'], urgent: [] },
  expected: { to: ['requester', 'subscribers'], urgent: [] },
  progressed: { to: ['requester', 'subscribers'], urgent: [] },
  resolved: { to: ['requester', 'subscribers'], urgent: [] },
  cancelled: { to: ['assignee'], urgent: [] },
  bulletin: { to: ['staff'], urgent: [] },
  position_missed: { to: ['assignee'], urgent: [] }
}

/** Those that put work on somebody, or say that it is not being done: at P1 they jump the queue. */
export const pressing: ReadonlySet<TellEvent> = new Set<TellEvent>([
  'opened',
  'dispatched',
  'redispatched',
  'assigned',
  'handed_on',
  'raised',
  'reopened',
  'escalated',
  'permit_expired'
])

const metaKey = 'telling_routes'

export async function readRouting(db: Connection): Promise<Routing> {
  const text = await readMeta(db, metaKey)
  return text === undefined ? defaultRouting : routingSchema.parse({ ...defaultRouting, ...JSON.parse(text) })
}

export async function writeRouting(db: Connection, routing: Routing): Promise<void> {
  await writeMeta(db, metaKey, JSON.stringify(routing))
}
