import { describe, expect, it } from 'vitest'
import { priorities, severities } from '../../../server/contract/common.ts'
import { ticketStatuses } from '../../../server/contract/tickets.ts'
import type { RuleHeader } from '../../../server/rules/changes.ts'
import { onClear, onRaise, onRelease, onStage } from '../../../server/tickets/policy.ts'
import { aTicket } from '../../support/a-ticket.ts'
import { anAlarm } from '../../support/an-alarm.ts'
import { aHeader } from '../../support/rule-factories.ts'

const now = 50_000
const raised = (rule: Partial<RuleHeader> = {}) =>
  anAlarm({ header: aHeader({ severity: 'major', ...rule }), id: 'al_2', episode: 40_000, raisedAt: 45_000 })
const cleared = () => anAlarm({ active: false, clearedAt: 49_000 })

describe('a raise without a standing ticket', () => {
  for (const [index, severity] of severities.entries()) {
    it(`opens a ${priorities[index]} ticket when the rule is ${severity}`, () => {
      expect(onRaise(raised({ severity }), undefined, now)).toEqual({ type: 'open', priority: priorities[index] })
    })
  }

  it('opens nothing when the rule makes no tickets', () => {
    expect(onRaise(raised({ ticket: false }), undefined, now)).toEqual({ type: 'nothing' })
  })
})

describe('a raise with a standing ticket', () => {
  const standing = ticketStatuses.filter((status) => status !== 'closed' && status !== 'cancelled')
  for (const assignee of [null, 'wang']) {
    for (const status of standing) {
      const expected = status !== 'resolved' ? status : assignee ? 'assigned' : 'open'
      it(`counts an occurrence and leaves it ${expected} when it was ${status} and ${assignee ? 'assigned to someone' : 'nobody had it'}`, () => {
        const before = aTicket({ status, assignee, recovered: true })
        const reaction = onRaise(raised(), before, now)
        expect(reaction).toMatchObject({
          type: 'change',
          ticket: { status: expected, assignee, occurrences: 2, recovered: false, alarm: 'al_2', due: before.due },
          event: { type: 'repeated', at: now, actor: null, detail: { occurrences: 2, value: 0.2, limit: 0.25 } }
        })
      })
    }
  }

  it('forgets the resolution of work that did not last', () => {
    const before = aTicket({
      status: 'resolved',
      resolvedAt: 2000,
      resolution: { result: '已换', people: ['wang'], parts: [], equipment: 'pump-1' }
    })
    expect(onRaise(raised(), before, now)).toMatchObject({ ticket: { resolvedAt: null, resolution: null } })
  })

  it('repeats even if the rule opens no more tickets', () => {
    expect(onRaise(raised({ ticket: false }), aTicket(), now).type).toBe('change')
  })

  for (const [severityIndex, severity] of severities.entries()) {
    for (const [index, priority] of priorities.entries()) {
      const expected = priorities[Math.min(severityIndex, index)]
      it(`makes a ${priority} ticket ${expected} when the rule is now ${severity}`, () => {
        expect(onRaise(raised({ severity }), aTicket({ priority }), now)).toMatchObject({ ticket: { priority: expected } })
      })
    }
  }

  it('tells both priorities when it rises, and whether it had been resolved', () => {
    const rise = onRaise(raised({ severity: 'critical' }), aTicket({ priority: 'P3' }), now)
    expect(rise).toMatchObject({ event: { detail: { from: 'P3', priority: 'P1' } } })
    expect(rise).not.toHaveProperty('event.detail.unresolved')
    const back = onRaise(raised(), aTicket({ status: 'resolved' }), now)
    expect(back).toMatchObject({ event: { detail: { unresolved: true } } })
  })
})

describe('a clear', () => {
  it('marks the standing ticket as recovered and leaves its status', () => {
    expect(onClear(cleared(), aTicket({ status: 'arrived' }), now)).toMatchObject({
      type: 'change',
      ticket: { status: 'arrived', recovered: true },
      event: { type: 'recovered', at: now, detail: { clearedAt: '1970-01-01T00:00:49.000Z' } }
    })
  })

  it('does nothing to a ticket that has recovered', () => {
    expect(onClear(cleared(), aTicket({ recovered: true }), now)).toEqual({ type: 'nothing' })
  })

  it('does nothing without a ticket', () => {
    expect(onClear(cleared(), undefined, now)).toEqual({ type: 'nothing' })
  })
})

describe('a higher stage', () => {
  it('raises the priority of the standing ticket and counts no occurrence', () => {
    expect(onStage(raised({ severity: 'critical' }), aTicket({ priority: 'P3' }), now)).toMatchObject({
      type: 'change',
      ticket: { priority: 'P1', occurrences: 1 },
      event: { type: 'staged', detail: { severity: 'critical', from: 'P3', priority: 'P1' } }
    })
  })

  it('opens a ticket where the lower stages had none', () => {
    expect(onStage(raised({ severity: 'critical' }), undefined, now)).toEqual({ type: 'open', priority: 'P1' })
  })
})

describe('the end of what held an alarm back', () => {
  it('opens its ticket', () => expect(onRelease(raised(), undefined, now)).toEqual({ type: 'open', priority: 'P2' }))

  it('is no news to a ticket that stood all the time', () => {
    expect(onRelease(raised(), aTicket(), now)).toEqual({ type: 'change', ticket: { ...aTicket(), alarm: 'al_2' } })
  })

  for (const before of [aTicket({ recovered: true }), aTicket({ status: 'resolved' })]) {
    it(`repeats the fault on a ticket that ${before.recovered ? 'had recovered' : 'was resolved'}`, () => {
      expect(onRelease(raised(), before, now)).toMatchObject({
        ticket: { occurrences: 2, recovered: false },
        event: { type: 'repeated' }
      })
    })
  }
})
