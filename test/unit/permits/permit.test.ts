import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type PermitAction,
  type PermitState,
  permitActions,
  permitStates,
  preparingSteps
} from '../../../server/contract/permits.ts'
import {
  allowedOn,
  decidePermit,
  expirePermit,
  holdsAlarms,
  isOpen,
  nextStepOf,
  type Permit,
  type PermitWish,
  requestPermit
} from '../../../server/permits/permit.ts'
import { inOrder, needsPermit, requiredSteps } from '../../../server/permits/required-steps.ts'

const now = 90_000
const until = 200_000
const later = new Date(300_000).toISOString()
const steps = ['power_off', 'tag_out', 'voltage_test'] as const

function asked(needsApproval = false): Permit {
  return requestPermit({
    id: 'pm_1',
    equipment: 'pump-1',
    ticket: 'tk_1',
    reason: '更换轴承',
    until,
    needsApproval,
    steps,
    by: 'wang',
    now: 1_000
  })
}

function taken(permit: Permit, wish: PermitWish, by = 'zhou'): Permit {
  const outcome = decidePermit(permit, wish, { by, now })
  if (!outcome.ok) throw new Error(outcome.reason)
  return outcome.permit
}

const confirm = (step: (typeof steps)[number] | 'restored' | 'harness_helmet'): PermitWish => ({
  action: 'confirm',
  body: { step }
})
const prepared = (permit = asked()) => steps.reduce((each, step) => taken(each, confirm(step)), permit)

/** A permit in each state, as people and time bring it there. */
const inState: Record<PermitState, () => Permit> = {
  requested: () => asked(true),
  preparing: asked,
  active: prepared,
  expired: () => expirePermit(prepared(), until) ?? asked(),
  closed: () => taken(taken(prepared(), confirm('restored')), { action: 'close', body: {} }),
  cancelled: () => taken(asked(), { action: 'cancel', body: { note: '改日' } })
}

const wishes: { [Action in PermitAction]: PermitWish } = {
  approve: { action: 'approve', body: {} },
  confirm: confirm('power_off'),
  extend: { action: 'extend', body: { until: later, reason: '等配件' } },
  close: { action: 'close', body: { note: '完工' } },
  cancel: { action: 'cancel', body: { note: '改日' } }
}

/** Where each action leads, by the state it is taken in. The others are refused. */
const reachable: Record<PermitAction, Partial<Record<PermitState, PermitState>>> = {
  approve: { requested: 'preparing' },
  confirm: { preparing: 'preparing' },
  extend: { preparing: 'preparing', active: 'active' },
  close: { expired: 'closed' },
  cancel: { requested: 'cancelled', preparing: 'cancelled' }
}

describe('every action in every state', () => {
  for (const action of permitActions) {
    for (const state of permitStates) {
      const to = reachable[action][state]
      if (to) {
        it(`${action} takes a permit from ${state} to ${to}`, () => {
          expect(taken(inState[state](), wishes[action]).state).toBe(to)
        })
      } else {
        it(`${action} is refused on a permit that is ${state}, with a reason and what may be done`, () => {
          const permit = inState[state]()
          const outcome = decidePermit(permit, wishes[action], { by: 'zhou', now })
          expect(outcome).toMatchObject({ ok: false, reason: expect.stringMatching(/\.$/), allowed: allowedOn(permit, 'zhou') })
        })
      }
    }
  }
})

describe('the steps', () => {
  it('are confirmed one by one, with who and when, and the last of the preparation lets work begin', () => {
    const half = taken(asked(), { action: 'confirm', body: { step: 'power_off', note: '已断开 QF1', photo: 'ab' } }, 'wang')
    expect(half).toMatchObject({
      state: 'preparing',
      activeAt: null,
      steps: [{ step: 'power_off', at: now, by: 'wang', note: '已断开 QF1', photo: 'ab' }, {}, {}, {}]
    })
    const ready = taken(taken(half, confirm('tag_out')), confirm('voltage_test'))
    expect(ready).toMatchObject({ state: 'active', activeAt: now })
    expect(nextStepOf(ready)).toBe('restored')
    expect(nextStepOf(taken(ready, confirm('restored')))).toBeNull()
  })

  const refused = [
    ['out of order', asked, 'tag_out', 'power_off comes before tag_out.'],
    ['twice', () => taken(asked(), confirm('power_off')), 'power_off', 'power_off is confirmed already: tag_out is next.'],
    ['that it does not have', asked, 'harness_helmet', 'The permit has no step harness_helmet: power_off is next.'],
    ['of the end before the work', asked, 'restored', 'power_off comes before restored.'],
    ['when there is none left', () => taken(prepared(), confirm('restored')), 'restored', 'Every step is confirmed.']
  ] as const
  it.each(refused)('are refused %s', (_, permit, step, reason) => {
    expect(decidePermit(permit(), confirm(step), { by: 'wang', now })).toMatchObject({ ok: false, reason })
  })

  it('end with `restored`, before which nothing is closed', () => {
    expect(decidePermit(prepared(), wishes.close, { by: 'wang', now })).toMatchObject({
      ok: false,
      allowed: ['confirm', 'extend']
    })
    expect(inState.closed()).toMatchObject({ state: 'closed', endedBy: 'zhou', endedAt: now })
  })

  const kinds = [
    ['booster_pump', {}, [...steps]],
    ['elevator', {}, ['harness_helmet', ...steps]],
    ['booster_pump', { at_height: true }, ['harness_helmet', ...steps]],
    ['custom', { at_height: false }, [...steps]]
  ] as const
  it.each(kinds)('of a %s with %o are %o', (kind, attributes, expected) => {
    expect(requiredSteps(kind, attributes)).toEqual(expected)
  })

  it('have one order, in whatever order they are wished for', () => {
    expect(inOrder(['voltage_test', 'harness_helmet', 'power_off', 'power_off'])).toEqual([
      'harness_helmet',
      'power_off',
      'voltage_test'
    ])
    expect([
      needsPermit({ permit: 'required' }),
      needsPermit({ permit: true }),
      needsPermit({ permit: 'no' }),
      needsPermit({})
    ]).toEqual([true, true, false, false])
  })
})

describe('fire equipment', () => {
  it('waits for a second person, who is not the one that asked', () => {
    const refusal = { ok: false, reason: 'A second person must say so: you asked for the permit yourself.', allowed: ['cancel'] }
    expect(decidePermit(asked(true), wishes.approve, { by: 'wang', now })).toEqual(refusal)
    expect(taken(asked(true), wishes.approve)).toMatchObject({ state: 'preparing', approvedBy: 'zhou', approvedAt: now })
  })

  it('stays away for longer only by a second person, too', () => {
    const open = taken(asked(true), wishes.approve)
    expect(decidePermit(open, wishes.extend, { by: 'wang', now })).toMatchObject({ ok: false })
    expect(taken(open, wishes.extend)).toMatchObject({ until: 300_000, originalUntil: until, extensions: [{ by: 'zhou' }] })
  })
})

describe('a forgotten permit', () => {
  it.each(['requested', 'preparing', 'active'] as const)('that is %s expires when its time is over, not before', (state) => {
    const permit = inState[state]()
    expect(expirePermit(permit, until - 1)).toBeUndefined()
    expect(expirePermit(permit, until)).toMatchObject({ state: 'expired', expiredAt: until })
  })
  it.each(['expired', 'closed', 'cancelled'] as const)('that is %s does not expire', (state) => {
    expect(expirePermit(inState[state](), until + 1)).toBeUndefined()
  })
  it('is closed only with a note', () => {
    const close = (note?: string): PermitWish => ({ action: 'close', body: { note } })
    expect(decidePermit(inState.expired(), close(), { by: 'wang', now })).toMatchObject({ ok: false, allowed: ['close'] })
    expect(taken(inState.expired(), close('昨晚已送电'))).toMatchObject({ state: 'closed', note: '昨晚已送电' })
  })
})

describe('whatever is wished for, by whom and when', () => {
  const people = fc.constantFrom('wang', 'zhou')
  const anyWish: fc.Arbitrary<PermitWish> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .constantFrom(...preparingSteps, 'restored' as const)
        .map((step) => ({ action: 'confirm', body: { step } }) as const)
    },
    fc.constant(wishes.approve),
    fc
      .integer({ min: 1, max: 500 })
      .map((s) => ({ action: 'extend', body: { until: new Date(s * 1000).toISOString(), reason: 'x' } }) as const),
    fc.option(fc.constant('完工'), { nil: undefined }).map((note) => ({ action: 'close', body: { note } }) as const),
    { weight: 1, arbitrary: fc.constant(wishes.cancel) }
  )
  const course = fc.array(fc.record({ wish: anyWish, by: people, wait: fc.integer({ min: 0, max: 60_000 }) }), { maxLength: 25 })

  it('it is active only after each step in order, on fire equipment after two people, and expires exactly once', () => {
    fc.assert(
      fc.property(fc.boolean(), course, (fire, inputs) => {
        let permit = asked(fire)
        let at = 1_000
        let expiries = 0
        const look = () => {
          const expired = expirePermit(permit, at)
          if (!expired) return
          expiries++
          permit = expired
        }
        for (const { wish, by, wait } of inputs) {
          at += wait
          look()
          const allowed = allowedOn(permit, by)
          const outcome = decidePermit(permit, wish, { by, now: at })
          if (outcome.ok) expect(allowed).toContain(wish.action)
          else if (!allowed.includes(wish.action)) expect(outcome.allowed).toEqual(allowed)
          if (outcome.ok) permit = outcome.permit
          if (holdsAlarms(permit) && fire) expect(permit.approvedBy).toBe('zhou')
          const done = permit.steps.map((step) => step.at ?? Number.POSITIVE_INFINITY)
          expect(done).toEqual([...done].sort((one, other) => one - other))
          if (permit.state === 'active') expect(done.slice(0, -1).every(Number.isFinite)).toBe(true)
          expect(permit.originalUntil).toBe(until)
        }
        at = 600_000
        look()
        look()
        expect(permit.state === 'requested' || holdsAlarms(permit)).toBe(false)
        expect(expiries).toBe(permit.expiredAt === null ? 0 : 1)
        expect(isOpen(permit)).toBe(permit.state === 'expired')
      })
    )
  })
})
