/** A permit to work on equipment, and what people and time may do with it, as one table. Pure; times in ms. */
import type { PermitAction, PermitActionBody, PermitState, PermitStep, PreparingStep } from '../contract/permits.ts'

export type Confirmation = { step: PermitStep; at: number | null; by: string | null; note: string | null; photo: string | null }
export type Extension = { at: number; by: string; until: number; reason: string }

export type Permit = {
  id: string
  equipment: string
  ticket: string | null
  state: PermitState
  reason: string
  until: number
  /** As first asked for: an extension leaves it. */
  originalUntil: number
  needsApproval: boolean
  /** Those of the preparation in their order, and `restored` at the end. */
  steps: readonly Confirmation[]
  extensions: readonly Extension[]
  /** What holds the alarms back for it; null before it was opened. */
  service: string | null
  requestedBy: string
  requestedAt: number
  approvedBy: string | null
  approvedAt: number | null
  activeAt: number | null
  expiredAt: number | null
  endedBy: string | null
  endedAt: number | null
  note: string | null
}

/** A wish with its body, as the contract's schemas return it. */
export type PermitWish = { [Action in PermitAction]: { action: Action; body: PermitActionBody<Action> } }[PermitAction]

export type PermitOutcome = { ok: true; permit: Permit } | { ok: false; reason: string; allowed: PermitAction[] }

type Who = { by: string; now: number }

type Rule<Action extends PermitAction> = {
  from: readonly PermitState[]
  /** Why not, although its state allows it; asked without a body for what may be done at all. */
  unless?: (permit: Permit, by: string, body?: PermitActionBody<Action>) => string | undefined
  change: (permit: Permit, body: PermitActionBody<Action>, who: Who) => Partial<Permit>
}

const table: { [Action in PermitAction]: Rule<Action> } = {
  approve: {
    from: ['requested'],
    unless: whyNoSecond,
    change: (_, __, { by, now }) => ({ state: 'preparing', approvedBy: by, approvedAt: now })
  },
  confirm: { from: ['preparing', 'active'], unless: whyNotConfirmed, change: confirmed },
  extend: {
    from: ['preparing', 'active'],
    unless: whyNoSecond,
    change: ({ extensions }, { until, reason }, { by, now }) => ({
      until: Date.parse(until),
      extensions: [...extensions, { at: now, by, until: Date.parse(until), reason }]
    })
  },
  close: {
    from: ['active', 'expired'],
    unless: whyNotClosed,
    change: (_, { note }, { by, now }) => ({ state: 'closed', endedBy: by, endedAt: now, note: note ?? null })
  },
  cancel: {
    from: ['requested', 'preparing'],
    change: (_, { note }, { by, now }) => ({ state: 'cancelled', endedBy: by, endedAt: now, note })
  }
}

const actions = Object.keys(table) as PermitAction[]

type Request = Pick<Permit, 'id' | 'equipment' | 'ticket' | 'reason' | 'until' | 'needsApproval'> &
  Who & { steps: readonly PreparingStep[] }

/** `steps` in the order in which they are to be confirmed. Where approval is needed it waits for a second person. */
export function requestPermit({ steps, by, now, ...wish }: Request): Permit {
  return {
    ...wish,
    state: wish.needsApproval ? 'requested' : 'preparing',
    originalUntil: wish.until,
    steps: [...steps, 'restored' as const].map((step) => ({ step, at: null, by: null, note: null, photo: null })),
    extensions: [],
    service: null,
    requestedBy: by,
    requestedAt: now,
    approvedBy: null,
    approvedAt: null,
    activeAt: null,
    expiredAt: null,
    endedBy: null,
    endedAt: null,
    note: null
  }
}

/** The permit after it, or why not and what may be done instead. */
export function decidePermit(permit: Permit, { action, body }: PermitWish, who: Who): PermitOutcome {
  // The table pairs each action with its body; the compiler cannot follow the pair through an index.
  const rule = table[action] as Rule<PermitAction>
  const why = rule.from.includes(permit.state)
    ? rule.unless?.(permit, who.by, body)
    : `The permit is ${permit.state}: ${action} is not possible.`
  if (why) return { ok: false, reason: why, allowed: allowedOn(permit, who.by) }
  return { ok: true, permit: { ...permit, ...rule.change(permit, body, who) } }
}

/** Its time ran out; undefined where it has no time left to run out, or not yet. */
export function expirePermit(permit: Permit, now: number): Permit | undefined {
  if (!runs(permit) || permit.until > now) return undefined
  return { ...permit, state: 'expired', expiredAt: now }
}

/** What this user may do with it now. */
export function allowedOn(permit: Permit, by: string): PermitAction[] {
  return actions.filter((action) => {
    const rule = table[action] as Rule<PermitAction>
    return rule.from.includes(permit.state) && !rule.unless?.(permit, by)
  })
}

/** The step that is to be confirmed next; null when none is, now. */
export function nextStepOf({ state, steps }: Permit): PermitStep | null {
  if (state !== 'preparing' && state !== 'active') return null
  return steps.find(({ at }) => at === null)?.step ?? null
}

/** Whether it holds the alarms of its equipment back. */
export function holdsAlarms({ state }: Permit): boolean {
  return state === 'preparing' || state === 'active'
}

/** Whether its time can run out. */
export function runs(permit: Permit): boolean {
  return permit.state === 'requested' || holdsAlarms(permit)
}

/** Whether somebody still has to end it. */
export function isOpen({ state }: Permit): boolean {
  return state !== 'closed' && state !== 'cancelled'
}

/** Two people take fire equipment away, and two keep it away for longer (domain.md §9). */
function whyNoSecond({ needsApproval, requestedBy }: Permit, by: string): string | undefined {
  return needsApproval && requestedBy === by ? 'A second person must say so: you asked for the permit yourself.' : undefined
}

function whyNotConfirmed(permit: Permit, _: string, body?: PermitActionBody<'confirm'>): string | undefined {
  const next = nextStepOf(permit)
  if (next === null) return 'Every step is confirmed.'
  if (body === undefined || body.step === next) return undefined
  const known = permit.steps.find(({ step }) => step === body.step)
  if (!known) return `The permit has no step ${body.step}: ${next} is next.`
  return known.at === null ? `${next} comes before ${body.step}.` : `${body.step} is confirmed already: ${next} is next.`
}

function confirmed(permit: Permit, { step, note, photo }: PermitActionBody<'confirm'>, { by, now }: Who): Partial<Permit> {
  const done = { step, at: now, by, note: note ?? null, photo: photo ?? null }
  const steps = permit.steps.map((each) => (each.step === step ? done : each))
  const isPrepared = steps.every((each) => each.step === 'restored' || each.at !== null)
  return { steps, ...(permit.state === 'preparing' && isPrepared && { state: 'active', activeAt: now }) }
}

function whyNotClosed(permit: Permit, _: string, body?: PermitActionBody<'close'>): string | undefined {
  if (permit.state === 'expired') {
    const isBare = body !== undefined && body.note === undefined
    return isBare ? 'The permit has expired: it is closed with a note of what became of the work.' : undefined
  }
  if (nextStepOf(permit) === null) return undefined
  return 'The permit is closed when `restored` is confirmed: work done, tags off, power on again.'
}
