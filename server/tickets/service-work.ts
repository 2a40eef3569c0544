/** Equipment out of service and back, with its alarms, inside the desk's transaction. */
import { createAlarmStore } from '../alarms/alarm-store.ts'
import { bringBack, takeOut } from '../alarms/hold-steps.ts'
import {
  confirm,
  end,
  isInForce,
  longestServiceMs,
  type OutOfService,
  request,
  type ServiceOutcome
} from '../alarms/out-of-service.ts'
import { createOutOfServiceStore } from '../alarms/out-of-service-store.ts'
import type { Connection } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { AppError } from '../errors.ts'
import { createPermitStore } from '../permits/permit-store.ts'
import { type Actor, includesRole } from './actor.ts'
import { expectWithin } from './alarm-work.ts'
import { createDraft, type Draft, type DraftOptions, type Settled } from './draft.ts'
import { speaks } from './settling.ts'

/** `until` in ms. */
export type ServiceStep =
  | { action: 'request'; reason: string; until: number }
  | { action: 'confirm' }
  | { action: 'end'; note?: string | undefined }

type Wish = { equipment: string; isFire: boolean; step: ServiceStep; actor: Actor; now: number }
type Given = Wish & Pick<DraftOptions, 'dispatch' | 'readTerms'>

export type Served = Settled & { service: OutOfService }

/** Throws `forbidden`, `invalid` naming `until`, or `conflict` with the reason. */
export async function stepOnService(db: Connection, { dispatch, readTerms, ...wish }: Given): Promise<Served> {
  const { equipment, actor, now } = wish
  if (!includesRole(actor.role, 'engineer')) {
    throw new AppError('forbidden', 'Equipment is taken out of service, and put back, by engineers and above.')
  }
  const store = createOutOfServiceStore(db)
  const current = await store.find(equipment)
  const permit = current && (await createPermitStore(db).standingOn(equipment))
  if (permit?.service === current?.id && permit) {
    throw new AppError('conflict', `Permit ${permit.id} holds it out of service: that is closed or cancelled.`)
  }
  const outcome = decide(current, wish)
  if (!outcome.ok) throw new AppError('conflict', outcome.reason)
  await store.save(outcome.service)
  const draft = createDraft({ db, now, dispatch, readTerms })
  await followService(db, draft, outcome.service, actor.id)
  return { ...(await draft.save()), service: outcome.service }
}

function decide(current: OutOfService | undefined, { equipment, isFire, step, actor, now }: Wish): ServiceOutcome {
  switch (step.action) {
    case 'request': {
      const { reason, until } = step
      expectWithin(until, now, longestServiceMs, '7 d')
      return request(current, { id: createId('os', now), equipment, reason, until, by: actor.id, now }, isFire)
    }
    case 'confirm':
      return confirm(current, actor.id, now)
    case 'end':
      return end(current, actor.id, now, step.note)
  }
}

/** The alarms of the equipment go out of service with it, or come back by their condition. `actor` null: by time. */
export async function followService(db: Connection, draft: Draft, service: OutOfService, actor: string | null): Promise<void> {
  const alarms = await createAlarmStore(db).standingOn(service.equipment)
  draft.read(alarms)
  await draft.loadTickets(alarms)
  for (const { id } of alarms) {
    const alarm = draft.find(id)
    if (!alarm) continue
    const who = { now: draft.now, actor }
    const step = isInForce(service) ? takeOut(alarm, service.reason, who) : bringBack(alarm, who)
    if (!step) continue
    const changed = draft.take(step)
    if (changed.active && speaks(changed, draft) && changed.state !== alarm.state) draft.released(changed)
  }
}
