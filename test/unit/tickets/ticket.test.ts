import { describe, expect, it } from 'vitest'
import { type Role, roles } from '../../../server/contract/common.ts'
import { type TicketAction, type TicketStatus, ticketActions, ticketStatuses } from '../../../server/contract/tickets.ts'
import type { Actor } from '../../../server/tickets/actor.ts'
import { allowedSteps, decide, type Surroundings, type Ticket, type TicketStep } from '../../../server/tickets/ticket.ts'
import { aTicket } from '../../support/a-ticket.ts'

const now = 90_000
const until = '2026-03-02T08:00:00.000Z'
const quiet: Surroundings = {
  now,
  active: false,
  kind: 'booster_pump',
  other: undefined,
  attached: new Set(),
  photos: [],
  tags: new Set(['04A1B2C3']),
  holdMs: 600_000,
  incident: false
}
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
  comment: { action: 'comment', body: { note: '已联系厂家' } },
  hand_on: { action: 'hand_on', body: { assignee: 'li' } },
  expect: { action: 'expect', body: { at: until } },
  progress: { action: 'progress', body: { note: '配件已到' } },
  tell_result: { action: 'tell_result', body: { note: '电话告知业主' } },
  follow_up: { action: 'follow_up', body: { satisfied: true, rating: 5 } }
}

/** Contract §5, "Ticket steps", word for word, and the steps added to it. */
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
  comment: Object.fromEntries(ticketStatuses.map((status) => [status, status])),
  hand_on: { assigned: 'assigned', accepted: 'assigned', arrived: 'assigned', on_hold: 'assigned' },
  expect: { assigned: 'assigned', accepted: 'accepted', on_hold: 'on_hold' },
  progress: { open: 'open', assigned: 'assigned', accepted: 'accepted', arrived: 'arrived', on_hold: 'on_hold' },
  tell_result: { resolved: 'resolved', closed: 'closed' },
  follow_up: { resolved: 'resolved', closed: 'closed' }
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
          expect(decision).toMatchObject({ ok: true, ticket: { status: to }, events: [{ at: now, actor: manager.id }] })
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
  const managed: TicketAction[] = ['assign', 'verify', 'reopen', 'cancel', 'follow_up']
  const tickets = [
    { name: 'for engineers', guard: false, fields: {} },
    { name: 'for guards', guard: true, fields: { roles: ['guard' as const] } },
    { name: 'assigned to them', guard: true, fields: { assignee: 'a-guard' } }
  ]
  for (const action of ticketActions) {
    const status = ticketStatuses.find((from) => reachable[action][from]) ?? 'open'
    for (const role of roles) {
      for (const { name, guard, fields } of tickets) {
        const his = action === 'hand_on' ? name === 'assigned to them' : guard
        const worker = role === 'guard' ? his && !managed.includes(action) : role === 'engineer' && !managed.includes(action)
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
    expect(allowedSteps(ticketIn('assigned', { assignee: 'a-guard' }), actorOf('guard'), quiet)).toEqual([
      'accept',
      'comment',
      'hand_on',
      'expect',
      'progress'
    ])
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

  it('resolve keeps what was worked on, and fills it in where the ticket is about no equipment', () => {
    const step: TicketStep = { action: 'resolve', body: { result: '更换密封', equipment: 'pump-2' } }
    expect(taken(step, ticketIn('arrived'))).toMatchObject({ equipment: 'pump-1', resolution: { equipment: 'pump-2' } })
    expect(taken(step, ticketIn('arrived', { equipment: null, rule: null }))).toMatchObject({ equipment: 'pump-2' })
  })

  it('resolve has an automatic ticket looked at after the hold time, and no other', () => {
    expect(taken(steps.resolve, ticketIn('arrived')).checkAt).toBe(now + quiet.holdMs)
    expect(taken(steps.resolve, ticketIn('arrived', { rule: null })).checkAt).toBeNull()
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
    const resolution = { result: '更换密封', people: ['a-engineer'], parts: ['密封圈'], equipment: 'pump-1' }
    expect(decision).toMatchObject({
      ticket: { resolvedAt: now, resolution },
      events: [{ type: 'resolved', detail: resolution }]
    })
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
      events: [{ at: now, type: 'commented', actor: manager.id, detail: { note: '已联系厂家' } }]
    })
  })

  it('cancel and verify end the ticket', () => {
    expect(taken(steps.cancel, ticketIn('accepted')).closedAt).toBe(now)
    expect(taken(steps.verify, ticketIn('resolved')).closedAt).toBe(now)
  })
})

describe('whom it goes to', () => {
  const firm: TicketStep = { action: 'assign', body: { contractor: 'lift-firm' } }

  it('assign to a firm leaves nobody of ours, and assign to one of ours leaves no firm', () => {
    const sent = taken(firm, ticketIn('accepted'))
    expect(sent).toMatchObject({ status: 'assigned', assignee: null, contractor: 'lift-firm' })
    expect(taken(steps.assign, sent)).toMatchObject({ assignee: 'li', contractor: null })
  })

  it('hand_on takes what was expected of the one before with it, and ends a hold', () => {
    const held = ticketIn('on_hold', { eta: 99_000, acceptedAt: 2000 })
    expect(taken(steps.hand_on, held)).toMatchObject({ assignee: 'li', eta: null, hold: null, heldFrom: null, acceptedAt: 2000 })
  })

  it('hand_on to whoever has it is refused, naming the field', () => {
    const step: TicketStep = { action: 'hand_on', body: { assignee: 'wang' } }
    const decision = decide(ticketIn('assigned'), step, manager, quiet)
    expect(decision).toMatchObject({ ok: false, code: 'invalid', errors: [{ field: 'assignee' }] })
  })

  it('accept and expect say when they mean to be there', () => {
    const step: TicketStep = { action: 'accept', body: { eta: until } }
    expect(taken(step, ticketIn('assigned')).eta).toBe(Date.parse(until))
    expect(taken(steps.accept, ticketIn('assigned', { eta: 95_000 })).eta).toBe(95_000)
    expect(taken(steps.expect, ticketIn('on_hold')).eta).toBe(Date.parse(until))
  })

  const past = new Date(now).toISOString()
  const late: { name: string; status: TicketStatus; step: TicketStep; field: string }[] = [
    { name: 'accept', status: 'open', step: { action: 'accept', body: { eta: past } }, field: 'eta' },
    { name: 'expect', status: 'accepted', step: { action: 'expect', body: { at: past } }, field: 'at' }
  ]
  for (const { name, status, step, field } of late) {
    it(`${name} is refused with a time that is not to come, naming ${field}`, () => {
      const decision = decide(ticketIn(status), step, manager, quiet)
      expect(decision).toMatchObject({ ok: false, code: 'invalid', errors: [{ field }] })
    })
  }
})

describe('arrive', () => {
  it('without a tag is by the button', () => {
    const decision = decide(ticketIn('accepted'), steps.arrive, manager, quiet)
    expect(decision).toMatchObject({ events: [{ type: 'arrived', detail: { by: 'button' } }] })
  })

  for (const tag of ['04A1B2C3', '04:a1:b2:c3', ' 04a1-b2c3 ']) {
    it(`takes the tag as ${JSON.stringify(tag)}, and keeps it to itself`, () => {
      const step: TicketStep = { action: 'arrive', body: { tag, note: '已到' } }
      const decision = decide(ticketIn('accepted'), step, manager, quiet)
      expect(decision).toMatchObject({ ok: true, ticket: { status: 'arrived' } })
      expect(decision.ok && decision.events[0]?.detail).toEqual({ by: 'tag', note: '已到' })
    })
  }

  for (const { name, tags } of [
    { name: 'another tag', tags: new Set(['FFFFFFFF']) },
    { name: 'a tag where none is known', tags: new Set<string>() }
  ]) {
    it(`refuses ${name}, naming the field`, () => {
      const step: TicketStep = { action: 'arrive', body: { tag: '04A1B2C3' } }
      const decision = decide(ticketIn('accepted'), step, manager, { ...quiet, tags })
      expect(decision).toMatchObject({ ok: false, code: 'invalid', errors: [{ field: 'tag' }] })
    })
  }
})

describe('follow_up', () => {
  const unsatisfied: TicketStep = { action: 'follow_up', body: { satisfied: false, rating: 1, note: '还在漏' } }

  it('satisfied keeps the rating and changes nothing else', () => {
    const ticket = ticketIn('closed')
    const followUp = { at: now, by: manager.id, satisfied: true, rating: 5, note: null }
    const decision = decide(ticket, steps.follow_up, manager, quiet)
    expect(decision).toEqual({
      ok: true,
      ticket: { ...ticket, followUp },
      events: [{ at: now, type: 'followed_up', actor: manager.id, detail: { satisfied: true, rating: 5 } }]
    })
  })

  it('unsatisfied reopens exactly like reopen, in the same step', () => {
    const ticket = ticketIn('closed', { priority: 'P3', acceptedAt: 2, arrivedAt: 3, resolvedAt: 4, closedAt: 5, readyAt: 6 })
    const followUp = { at: now, by: manager.id, satisfied: false, rating: 1, note: '还在漏' }
    const decision = decide(ticket, unsatisfied, manager, quiet)
    expect(decision).toMatchObject({
      ok: true,
      ticket: { ...taken(steps.reopen, ticket), followUp },
      events: [
        { type: 'followed_up', detail: { satisfied: false, rating: 1, note: '还在漏' } },
        { type: 'reopened', detail: { note: '还在漏', from: 'P3', priority: 'P2' } }
      ]
    })
  })

  it('is refused the second time, until the ticket is resolved again', () => {
    const followed = taken(steps.follow_up, ticketIn('closed'))
    const decision = decide(followed, unsatisfied, manager, quiet)
    expect(decision).toMatchObject({ ok: false, code: 'conflict', reason: expect.stringContaining('already') })
    expect(allowedSteps(followed, manager, quiet)).not.toContain('follow_up')
    const reopened = taken(unsatisfied, ticketIn('closed'))
    expect(taken(steps.resolve, { ...reopened, status: 'arrived' }).followUp).toBeNull()
  })

  it('unsatisfied is refused while another ticket stands for the same cause; satisfied is not', () => {
    const around = { ...quiet, other: 'WX-000009' }
    expect(decide(ticketIn('closed'), unsatisfied, manager, around)).toMatchObject({
      code: 'conflict',
      reason: expect.stringContaining('WX-000009')
    })
    expect(decide(ticketIn('closed'), steps.follow_up, manager, around).ok).toBe(true)
  })
})

describe('verify', () => {
  it('is refused while the condition is active', () => {
    const decision = decide(ticketIn('resolved'), steps.verify, manager, { ...quiet, active: true })
    expect(decision).toEqual({
      ok: false,
      code: 'conflict',
      reason: 'The condition is still active.',
      allowed: ['reopen', 'comment', 'tell_result', 'follow_up']
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

describe('verify of a hazard to be fixed by a date', () => {
  const hazard = ticketIn('resolved', { type: 'hazard', class: 'fix_by_date', rule: null, resolvedAt: 5000 })
  for (const { photos, may } of [
    { photos: [], may: false },
    { photos: [4000], may: false },
    { photos: [4000, 4500], may: false },
    { photos: [6000, 7000], may: false },
    { photos: [5000, 5001], may: true },
    { photos: [4000, 6000], may: true }
  ]) {
    it(`is ${may ? 'possible' : 'refused'} with photos at ${photos.join(', ') || 'no time'}, resolved at 5000`, () => {
      const decision = decide(hazard, steps.verify, manager, { ...quiet, photos })
      if (may) expect(decision.ok).toBe(true)
      else expect(decision).toMatchObject({ ok: false, code: 'conflict', reason: expect.stringContaining('photo') })
    })
  }

  it('asks no other hazard for photos', () => {
    expect(taken(steps.verify, { ...hazard, class: 'slight' }).status).toBe('closed')
  })

  it('waits for the end of an incident', () => {
    const decision = decide(ticketIn('resolved'), steps.verify, manager, { ...quiet, incident: true })
    expect(decision).toMatchObject({ ok: false, code: 'conflict', reason: expect.stringContaining('incident') })
  })
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
    expect(decision).toMatchObject({ events: [{ type: 'reopened', detail: { note: '又漏了', from: 'P2', priority: 'P1' } }] })
  })

  it('is refused while another ticket stands for the same cause', () => {
    const decision = decide(ticketIn('closed'), steps.reopen, manager, { ...quiet, other: 'WX-000009' })
    expect(decision).toMatchObject({
      ok: false,
      code: 'conflict',
      reason: expect.stringContaining('WX-000009'),
      allowed: ['comment', 'tell_result', 'follow_up']
    })
  })
})
