/** Whatever happens to a ticket, in whatever order: what passed is what passed. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ClockView, escalationsOf } from '../../../server/clocks/clock-run.ts'
import { clocksOf, ledger } from '../../../server/clocks/ledger.ts'
import type { Policy } from '../../../server/contract/sla.ts'
import { createTicketLife, termsOf } from '../../support/ticket-life.ts'

const minute = 60_000
const hour = 60 * minute
const figure = (within: string) => ({ within, source: 'ours' })
const strict: Policy = {
  id: 'strict',
  name: { zh: '严格', en: 'Strict' },
  rows: [
    {
      clocks: {
        respond: figure('1m'),
        arrive: figure('2m'),
        resolve: { workingDays: 1, source: 'ours' },
        progress: { ...figure('10m'), repeat: figure('10m') }
      }
    }
  ]
}
const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'] as const
const policies = ['standard', 'relaxed', 'inspection', 'strict'] as const
/** 25 September 2025: the holidays and both changes of the clocks in autumn are ahead. */
const opening = Date.UTC(2025, 8, 25, 1)

type Move =
  | { type: 'change'; policy: (typeof policies)[number] }
  | { type: 'hold'; minutes: number }
  | { type: 'resume' | 'accept' | 'arrive' | 'resolve' | 'reopen' | 'repeat' | 'rise' | 'note' | 'assign' | 'restart' }
type Timed = Move & { after: number }

const after = fc.integer({ min: 0, max: 3 * 24 * 60 })
const moves: fc.Arbitrary<Timed[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ after, type: fc.constant('change' as const), policy: fc.constantFrom(...policies) }) },
    {
      weight: 3,
      arbitrary: fc.record({ after, type: fc.constant('hold' as const), minutes: fc.integer({ min: 1, max: 5000 }) })
    },
    {
      weight: 10,
      arbitrary: fc.record({
        after,
        type: fc.constantFrom('resume', 'accept', 'arrive', 'resolve', 'reopen', 'repeat', 'rise', 'note', 'assign', 'restart')
      })
    }
  ),
  { maxLength: 25 }
) as fc.Arbitrary<Timed[]>

/** The story as entries of a timeline; `restart` writes nothing. */
function told(story: readonly Timed[], zone: (typeof zones)[number], { changes }: { changes: boolean }) {
  const life = createTicketLife({ type: 'repair', priority: 'P3' }, termsOf({ timezone: zone, more: [strict] }))
  life.add(opening, 'opened', { priority: 'P3' })
  let at = opening
  const words = {
    resume: 'resumed',
    accept: 'accepted',
    arrive: 'arrived',
    resolve: 'resolved',
    note: 'progressed',
    assign: 'assigned'
  } as const
  for (const move of story) {
    at += move.after * minute
    if (move.type === 'change') {
      if (changes) life.add(at, 'policy_changed', { policy: { id: move.policy, version: 1 }, from: life.ledger.policy })
    } else if (move.type === 'hold')
      life.add(at, 'held', { reason: 'parts', until: new Date(at + move.minutes * minute).toISOString() })
    else if (move.type === 'reopen') life.add(at, 'reopened', { from: 'P3', priority: 'P2', note: 'again' })
    else if (move.type === 'repeat') life.add(at, 'repeated', { occurrences: 2 })
    else if (move.type === 'rise') life.add(at, 'staged', { from: life.subject.priority, priority: 'P1' })
    else if (move.type !== 'restart') life.add(at, words[move.type])
  }
  return { life, end: at }
}

const passed = ({ clock, round, startedAt, metAt, elapsedMs, pausedMs }: ClockView) => ({
  clock,
  round,
  startedAt,
  metAt,
  elapsedMs,
  pausedMs
})

describe('elapsed time', () => {
  it('is the same whatever policies come and go: for the clocks all of them have', () => {
    fc.assert(
      fc.property(moves, fc.constantFrom(...zones), after, (story, zone, later) => {
        const changed = told(story, zone, { changes: true })
        const plain = told(story, zone, { changes: false })
        const now = plain.end + later * minute
        // What starts after a change is what the new policy has; these every policy has.
        const common = (view: ClockView) => ['respond', 'arrive', 'resolve'].includes(view.clock)
        expect(clocksOf(changed.life.ledger, now).filter(common).map(passed)).toEqual(
          clocksOf(plain.life.ledger, now).filter(common).map(passed)
        )
      }),
      { numRuns: 60 }
    )
  })

  it('is the same in every zone', () => {
    fc.assert(
      fc.property(moves, fc.constantFrom(...zones), after, (story, zone, later) => {
        const here = told(story, zone, { changes: true })
        const there = told(story, 'UTC', { changes: true })
        const now = here.end + later * minute
        expect(clocksOf(here.life.ledger, now).map(passed)).toEqual(clocksOf(there.life.ledger, now).map(passed))
      }),
      { numRuns: 40 }
    )
  })

  it('is the same when it is computed anew from what was stored, cut anywhere', () => {
    fc.assert(
      fc.property(moves, fc.constantFrom(...zones), fc.nat(25), after, (story, zone, cut, later) => {
        const { life, end } = told(story, zone, { changes: true })
        const stored: typeof life.events = JSON.parse(JSON.stringify(life.events))
        const now = end + later * minute
        const views = clocksOf(life.ledger, now)
        expect(clocksOf(ledger(stored), now)).toEqual(views)
        expect(clocksOf(ledger(stored.slice(cut), ledger(stored.slice(0, cut))), now)).toEqual(views)
      }),
      { numRuns: 60 }
    )
  })

  it('and pause together are the time since the start; only resolve pauses', () => {
    fc.assert(
      fc.property(moves, fc.constantFrom(...zones), after, (story, zone, later) => {
        const { life, end } = told(story, zone, { changes: true })
        const now = end + later * minute
        for (const [index, view] of clocksOf(life.ledger, now).entries()) {
          const run = life.ledger.runs[index]
          expect(view.elapsedMs + view.pausedMs).toBe((run?.metAt ?? run?.endedAt ?? now) - view.startedAt)
          if (view.clock !== 'resolve') expect(view.pausedMs).toBe(0)
        }
      }),
      { numRuns: 60 }
    )
  })

  it('is over its limit exactly when the due time has passed', () => {
    fc.assert(
      fc.property(moves, fc.constantFrom(...zones), after, (story, zone, later) => {
        const { life, end } = told(story, zone, { changes: true })
        const now = end + later * minute
        for (const view of clocksOf(life.ledger, now)) {
          expect(view.elapsedMs > view.limitMs).toBe(view.state === 'missed' || view.state === 'overdue')
        }
      }),
      { numRuns: 60 }
    )
  })

  it('leaves alone what was promised first', () => {
    fc.assert(
      fc.property(moves, fc.constantFrom(...zones), (story, zone) => {
        const { life, end } = told(story, zone, { changes: true })
        let before = clocksOf(ledger([]), end)
        for (let count = 1; count <= life.events.length; count++) {
          const views = clocksOf(ledger(life.events.slice(0, count)), end)
          for (const [index, view] of before.entries()) expect(views[index]?.originalDueAt).toBe(view.originalDueAt)
          before = views
        }
      }),
      { numRuns: 30 }
    )
  })
})

describe('a calendar that is changed afterwards', () => {
  it('moves no due time of what was promised', () => {
    const life = createTicketLife({ type: 'repair', priority: 'P4' }, termsOf())
    life.add(opening, 'opened', { priority: 'P4' })
    const before = clocksOf(life.ledger, opening + hour)
    expect(clocksOf(ledger(life.events), opening + hour)).toEqual(before)
    const later = createTicketLife({ type: 'repair', priority: 'P4' }, termsOf({ days: new Map([['2025-09-26', 'holiday']]) }))
    later.add(opening, 'opened', { priority: 'P4' })
    const arrive = (views: ClockView[]) => views.find(({ clock }) => clock === 'arrive')?.dueAt ?? 0
    expect(arrive(clocksOf(later.ledger, opening))).toBeGreaterThan(arrive(before))
  })
})

describe('what is due next', () => {
  const due = (life: ReturnType<typeof createTicketLife>, clock: string) =>
    life.ledger.runs
      .filter((run) => run.clock === clock)
      .flatMap(escalationsOf)
      .map(({ percent, at }) => [percent, (at - opening) / minute])

  it('is the half, then the whole', () => {
    const life = createTicketLife({ priority: 'P1' }, termsOf())
    life.add(opening, 'opened', { priority: 'P1' })
    expect(due(life, 'resolve')).toEqual([
      [50, 360],
      [100, 720]
    ])
  })

  it('is later by a pause, as far as it was still to come', () => {
    const life = createTicketLife({ priority: 'P1' }, termsOf())
    life.add(opening, 'opened', { priority: 'P1' })
    life.add(opening + 400 * minute, 'held', { reason: 'parts', until: new Date(opening + 500 * minute).toISOString() })
    expect(due(life, 'resolve')).toEqual([
      [50, 360],
      [100, 820]
    ])
    life.add(opening + 450 * minute, 'resumed')
    expect(due(life, 'resolve')).toEqual([
      [50, 360],
      [100, 770]
    ])
    expect(due(life, 'arrive')).toEqual([
      [50, 15],
      [100, 30]
    ])
  })

  it('is the sooner of both when the priority rises, a pause before and during it counted', () => {
    const life = createTicketLife({ priority: 'P3' }, termsOf())
    life.add(opening, 'opened', { priority: 'P3' })
    life.add(opening + 100 * minute, 'held', { reason: 'parts', until: new Date(opening + 200 * minute).toISOString() })
    life.add(opening + 150 * minute, 'staged', { from: 'P3', priority: 'P2' })
    // 24 h from 150, of which the hold takes the first 50 min.
    expect(due(life, 'resolve')[1]).toEqual([100, 150 + 1440 + 50])
    life.add(opening + 180 * minute, 'resumed')
    expect(due(life, 'resolve')[1]).toEqual([100, 150 + 1440 + 30])
    life.add(opening + 300 * minute, 'staged', { from: 'P2', priority: 'P1' })
    expect(due(life, 'resolve')).toEqual([
      [50, 300 + 360],
      [100, 300 + 720]
    ])
  })

  it('is nothing of a clock that was met, or told of', () => {
    const life = createTicketLife({ priority: 'P1' }, termsOf())
    life.add(opening, 'opened', { priority: 'P1' })
    life.add(opening + minute, 'accepted')
    expect(due(life, 'respond')).toEqual([])
    life.add(opening + 15 * minute, 'escalated', { clock: 'arrive', percent: 50 })
    expect(due(life, 'arrive')).toEqual([[100, 30]])
  })
})

describe('a timeline from before policies were kept', () => {
  it('has the three clocks of then', () => {
    const events = [
      { at: opening, type: 'opened', detail: { priority: 'P4' } },
      { at: opening + hour, type: 'accepted', detail: {} },
      { at: opening + 2 * hour, type: 'repeated', detail: { from: 'P4', priority: 'P2' } }
    ]
    const views = clocksOf(ledger(events), opening + 3 * hour)
    expect(views.map(({ clock, state, limitMs, policy }) => [clock, state, limitMs / hour, policy.version])).toEqual([
      ['respond', 'met', 24, 0],
      ['arrive', 'running', 4, 0],
      ['resolve', 'running', 26, 0]
    ])
  })
})
