/** What people do to alarms, inside the desk's transaction. */
import type { Alarm } from '../alarms/alarm.ts'
import { createAlarmStore } from '../alarms/alarm-store.ts'
import { acknowledge, longestShelfMs, type Outcome, reset, shelve, unshelve } from '../alarms/people-steps.ts'
import type { Role } from '../contract/common.ts'
import type { Connection } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { type Actor, includesRole } from './actor.ts'
import { createDraft, type DraftOptions, type Settled } from './draft.ts'
import { speaks } from './settling.ts'

/** `shelve` and its like; `until` in ms. */
export type AlarmStep =
  | { action: 'acknowledge' | 'unshelve' | 'reset'; note?: string | undefined }
  | { action: 'shelve'; reason: string; until: number }

type Wish = Omit<DraftOptions, 'db'> & { id: string; step: AlarmStep; actor: Actor }

const least: Record<AlarmStep['action'], Role> = {
  acknowledge: 'guard',
  shelve: 'engineer',
  unshelve: 'engineer',
  reset: 'engineer'
}

/** Throws `not_found`, `forbidden`, `invalid` naming `until`, or `conflict` with the reason. */
export async function stepOnAlarm(db: Connection, { id, step, actor, now, dispatch, readTerms }: Wish): Promise<Settled> {
  const alarm = await createAlarmStore(db).find(id)
  if (!alarm) throw new AppError('not_found', `There is no alarm ${id}.`)
  if (!includesRole(actor.role, least[step.action])) {
    throw new AppError('forbidden', `A ${actor.role} may not ${step.action} alarms.`)
  }
  const outcome = decide(alarm, step, { by: actor.id, now })
  if (!outcome.ok) throw new AppError('conflict', outcome.reason)
  const draft = createDraft({ db, now, dispatch, readTerms })
  draft.read([alarm])
  await draft.loadTickets([alarm])
  const changed = draft.take(outcome)
  if (step.action === 'unshelve' && changed.active && speaks(changed, draft)) draft.released(changed)
  if (step.action === 'acknowledge' && alarm.ticket !== null) {
    const detail = { alarm: alarm.id, ...(step.note !== undefined && { note: step.note }) }
    draft.note(alarm.ticket, { at: now, type: 'acknowledged', actor: actor.id, detail })
  }
  return draft.save()
}

function decide(alarm: Alarm, step: AlarmStep, { by, now }: { by: string; now: number }): Outcome {
  switch (step.action) {
    case 'acknowledge':
      return acknowledge(alarm, { by, now, note: step.note })
    case 'unshelve':
      return unshelve(alarm, { by, now, note: step.note })
    case 'reset':
      return reset(alarm, { by, now, note: step.note })
    case 'shelve':
      expectWithin(step.until, now, longestShelfMs, '8 h')
      return shelve(alarm, { by, now, reason: step.reason, until: step.until })
  }
}

/** Throws `invalid` naming `until`. */
export function expectWithin(until: number, now: number, longestMs: number, told: string): void {
  if (until > now && until <= now + longestMs) return
  const message = `expected a time from now on, at most ${told} ahead`
  throw new AppError('invalid', 'Invalid: until.', { errors: [{ field: 'until', message }] })
}
