import { describe, expect, it } from 'vitest'
import { type Role, roles } from '../../../server/contract/common.ts'
import { type TicketAction, type TicketStatus, ticketActions, ticketStatuses } from '../../../server/contract/tickets.ts'
import type { Actor } from '../../../server/tickets/actor.ts'
import { allowedSteps, decide, type Surroundings, type Ticket, type TicketStep } from '../../../server/tickets/ticket.ts'
import { aTicket } from '../../support/a-ticket.ts'

const now = 90_000
const until = '2026-03-02T08:00:00.000Z'
const quiet: Surroundings = { now, active: false, kind: 'booster_pump', other: undefined, attached: new Set() }
const actorOf = (role: Role): Actor => ({ id: `a-${role}`, name: role, role })
const manager = actorOf('manager')

const steps: { [Action in TicketAction]: Extract<TicketStep, { action: Action }> } = {
  assign: { action: 'assign', body: { assignee: 'li' } },
  accept: { action: 'accept', body: {} },
  arrive: { action: 'arrive', body: {} },
  hold: { action: 'hold', body: { reason: 'parts', until } },
  resume: { action: 'resume', body: {} },
  resolve: { action: 'resolve', body: { result: '更换密封' } },
  verify: { action: 'verify', body: {} },
  reopen: { action: 'reopen', body: { note: '又漏了' } },
  cancel: { action: 'cancel', body: { note: '误报' } },
  comment: { action: 'comment', body: { note: '已联系厂家' } }
}

/** Contract §5, "Ticket steps", word for word. */
const reachable: Record<TicketAction, Partial<Record<TicketStatus, TicketStatus>>> = {
  assign: { open: 'assigned', assigned: 'assigned', accepted: 'assigned', arrived: 'assigned', on_hold: 'assigned' },
  accept: { open: 'accepted', assigned: 'accepted' },
  arrive: { accepted: 'arrived' },
  hold: { accepted: 'on_hold', arrived: 'on_hold' },
  resume: { on_hold: 'arrived' },
  resolve: { arrived: 'resolved' },
  verify: { resolved: 'closed' },
  reopen: { resolved: 'assigned', closed: 'assigned' },
  cancel: { open: 'cancelled', assigned: 'cancelled', accepted: 'cancelled' },
  comment: Object.fromEntries(ticketStatuses.map((status) => [status, status]))
}

/** A ticket of `wang` in this status; on hold since the arrival. */
function ticketIn(status: TicketStatus, fields: Partial<Ticket> = {}): Ticket {
  const held = status === 'on_hold' ? { heldFrom: 'arrived' as const, hold: { reason: 'parts', until: 95_000 } } : {}
  return aTicket({ status, assignee: 'wang', ...held, ...fields })
}

/** The ticket after a step that must be possible. */
function taken(step: TicketStep, ticket: Ticket, actor: Actor = manager, around: Surroundings = quiet): Ticket {
  const decision = decide(ticket, step, actor, around)
  if (!decision.ok) throw new Error(decision.reason)
  return decision.ticket
}

describe('every step in every status', () => {
  for (const action of ticketActions) {
    for (const status of ticketStatuses) {
      const to = reachable[action][status]
      if (to) {
        it(`${action} takes a ticket from ${status} to ${to}`, () => {
          const decision = decide(ticketIn(status), steps[action], manager, quiet)
          expect(decision).toMatchObject({ ok: true, ticket: { status: to }, event: { at: now, actor: manager.id } })
        })
      } else {
        it(`${action} is refused while a ticket is ${status}, naming what is possible`, () => {
          const decision = decide(ticketIn(status), steps[action], manager, quiet)
          const allowed = ticketActions.filter((other) => reachable[other][status])
          expect(decision).toEqual({ ok: false, code: 'conflict', reason: expect.stringContaining(status), allowed })
        })
      }
    }
  }
})

describe('every step for every role', () => {
  const managed: TicketAction[] = ['assign', 'verify', 'reopen', 'cancel']
  const tickets = [
    { name: 'for engineers', guard: false, fields: {} },
    { name: 'for guards', guard: true, fields: { roles: ['guard' as const] } },
    { name: 'assigned to them', guard: true, fields: { assignee: 'a-guard' } }
  ]
  for (const action of ticketActions) {
    const status = ticketStatuses.find((from) => reachable[action][from]) ?? 'open'
    for (const role of roles) {
      for (const { name, guard, fields } of tickets) {
        const worker = role === 'guard' ? guard && !managed.includes(action) : role === 'engineer' && !managed.includes(action)
        const may = worker || role === 'manager' || role === 'admin'
        it(`${action} is ${may ? 'open' : 'forbidden'} to a ${role} on a ticket ${name}`, () => {
          const decision = decide(ticketIn(status, fields), steps[action], actorOf(role), quiet)
          if (may) expect(decision.ok).toBe(true)
          else
            expect(decision).toMatchObject({
              ok: false,
              code: 'forbidden',
              reason: expect.stringMatching(/managers|viewer|guard/)
            })
        })
      }
    }
  }

  it('offers a guard on a foreign ticket nothing, and on a ticket of his own his steps', () => {
    expect(allowedSteps(ticketIn('assigned'), actorOf('guard'), quiet)).toEqual([])
    expect(allowedSteps(ticketIn('assigned', { assignee: 'a-guard' }), actorOf('guard'), quiet)).toEqual(['accept', 'comment'])
  })
})

describe('what a step changes', () => {
  it('accept makes the actor the assignee and stops the respond clock', () => {
    expect(taken(steps.accept, ticketIn('assigned'), actorOf('engineer'))).toMatchObject({
      assignee: 'a-engineer',
      acceptedAt: now
    })
  })

  it('accept after a change of hands leaves the first acceptance', () => {
    expect(taken(steps.accept, ticketIn('assigned', { acceptedAt: 2000 })).acceptedAt).toBe(2000)
  })

  it('arrive notes the time', () => expect(taken(steps.arrive, ticketIn('accepted')).arrivedAt).toBe(now))

  for (const status of ['accepted', 'arrived'] as const) {
    it(`hold keeps reason and time, and resume goes back to ${status}`, () => {
      const held = taken(steps.hold, ticketIn(status))
      expect(held).toMatchObject({ status: 'on_hold', heldFrom: status, hold: { reason: 'parts', until: Date.parse(until) } })
      expect(taken(steps.resume, held)).toMatchObject({ status, heldFrom: null, hold: null })
    })
  }

  it('hold is refused with a time that is not to come, naming the field', () => {
    for (const past of [now, now - 1]) {
      const step: TicketStep = { action: 'hold', body: { reason: 'parts', until: new Date(past).toISOString() } }
      const decision = decide(ticketIn('arrived'), step, actorOf('engineer'), quiet)
      expect(decision).toMatchObject({ ok: false, code: 'invalid', errors: [{ field: 'until' }] })
    }
  })

  it('assign ends a hold', () => {
    expect(taken(steps.assign, ticketIn('on_hold'))).toMatchObject({
      status: 'assigned',
      assignee: 'li',
      heldFrom: null,
      hold: null
    })
  })

  it('resolve takes the actor as the people when none are named', () => {
    const step: TicketStep = { action: 'resolve', body: { result: '更换密封', parts: ['密封圈'] } }
    const decision = decide(ticketIn('arrived'), step, actorOf('engineer'), quiet)
    const resolution = { result: '更换密封', people: ['a-engineer'], parts: ['密封圈'] }
    expect(decision).toMatchObject({ ticket: { resolvedAt: now, resolution }, event: { type: 'resolved', detail: resolution } })
  })

  it('resolve keeps the people that are named', () => {
    const step: TicketStep = { action: 'resolve', body: { result: '更换密封', people: ['li', '厂家 张'] } }
    expect(taken(step, ticketIn('arrived')).resolution?.people).toEqual(['li', '厂家 张'])
  })

  it('comment changes nothing but the timeline', () => {
    const decision = decide(ticketIn('closed'), steps.comment, manager, quiet)
    expect(decision).toEqual({
      ok: true,
      ticket: ticketIn('closed'),
      event: { at: now, type: 'commented', actor: manager.id, detail: { note: '已联系厂家' } }
    })
  })

  it('cancel and verify end the ticket', () => {
    expect(taken(steps.cancel, ticketIn('accepted')).closedAt).toBe(now)
    expect(taken(steps.verify, ticketIn('resolved')).closedAt).toBe(now)
  })
})

describe('verify', () => {
  it('is refused while the condition is active', () => {
    const decision = decide(ticketIn('resolved'), steps.verify, manager, { ...quiet, active: true })
    expect(decision).toEqual({
      ok: false,
      code: 'conflict',
      reason: 'The condition is still active.',
      allowed: ['reopen', 'comment']
    })
  })

  const papers = [
    'elevator',
    'escalator',
    'fire_pump',
    'jockey_pump',
    'fire_pressure_point',
    'fire_tank',
    'fire_alarm_panel',
    'smoke_fan',
    'fire_door'
  ]
  for (const kind of papers) {
    it(`is refused on a ${kind} without an operation record and a test report`, () => {
      const decision = decide(ticketIn('resolved'), steps.verify, manager, { ...quiet, kind })
      expect(decision).toMatchObject({
        ok: false,
        code: 'conflict',
        reason: expect.stringMatching(/operation record and a test report/)
      })
    })
  }
  const attached = [
    { kinds: ['operation_record', 'test_report'], status: 'closed' },
    { kinds: ['operation_record', 'test_report', 'photo', 'document'], status: 'closed' },
    { kinds: ['operation_record'], status: undefined },
    { kinds: ['test_report'], status: undefined },
    { kinds: ['photo', 'document'], status: undefined }
  ] as const
  for (const { kinds, status } of attached) {
    it(`${status ? 'closes' : 'does not close'} a ticket on an elevator with ${kinds.join(', ')}`, () => {
      const around: Surroundings = { ...quiet, kind: 'elevator', attached: new Set(kinds) }
      const decision = decide(ticketIn('resolved'), steps.verify, manager, around)
      expect(decision.ok ? decision.ticket.status : undefined).toBe(status)
      expect(allowedSteps(ticketIn('resolved'), manager, around).includes('verify')).toBe(status !== undefined)
    })
  }
  for (const kind of ['booster_pump', 'sump_pump', 'power_cabinet', 'leak_sensor', 'environment', 'custom', undefined]) {
    it(`closes a ticket on ${kind ?? 'no equipment'} without papers`, () => {
      expect(taken(steps.verify, ticketIn('resolved'), manager, { ...quiet, kind }).status).toBe('closed')
    })
  }
})

describe('reopen', () => {
  for (const [from, to] of [
    ['P4', 'P3'],
    ['P3', 'P2'],
    ['P2', 'P1'],
    ['P1', 'P1']
  ] as const) {
    it(`makes a ${from} ticket ${to}, and its steps begin anew`, () => {
      const ticket = taken(
        steps.reopen,
        ticketIn('closed', { priority: from, acceptedAt: 2, arrivedAt: 3, resolvedAt: 4, closedAt: 5 })
      )
      expect(ticket).toMatchObject({ priority: to, openedAt: 1000 })
      expect(ticket).toMatchObject({ acceptedAt: null, arrivedAt: null, resolvedAt: null, closedAt: null, resolution: null })
    })
  }

  it('goes back to its assignee, or to open when it had nobody', () => {
    expect(taken(steps.reopen, ticketIn('resolved')).status).toBe('assigned')
    expect(taken(steps.reopen, ticketIn('resolved', { assignee: null })).status).toBe('open')
  })

  it('tells both priorities in the timeline', () => {
    const decision = decide(ticketIn('closed'), steps.reopen, manager, quiet)
    expect(decision).toMatchObject({ event: { type: 'reopened', detail: { note: '又漏了', from: 'P2', priority: 'P1' } } })
  })

  it('is refused while another ticket stands for the same cause', () => {
    const decision = decide(ticketIn('closed'), steps.reopen, manager, { ...quiet, other: 'WX-000009' })
    expect(decision).toMatchObject({
      ok: false,
      code: 'conflict',
      reason: expect.stringContaining('WX-000009'),
      allowed: ['comment']
    })
  })
})
