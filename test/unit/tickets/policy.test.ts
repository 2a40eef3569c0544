import { describe, expect, it } from 'vitest'
import { priorities, severities } from '../../../server/contract/common.ts'
import { ticketStatuses } from '../../../server/contract/tickets.ts'
import type { AlarmChange, RuleHeader } from '../../../server/rules/changes.ts'
import { react } from '../../../server/tickets/policy.ts'
import { dueAt } from '../../../server/tickets/sla.ts'
import { aTicket } from '../../support/a-ticket.ts'

const now = 50_000
function raised(rule: Partial<RuleHeader> = {}): AlarmChange {
  return { type: 'raised', rule: header(rule), equipment: 'pump-1', episode: 40_000, raisedAt: 45_000, value: 0.2, limit: 0.25 }
}
function cleared(): AlarmChange {
  return { type: 'cleared', rule: header({}), equipment: 'pump-1', episode: 40_000, clearedAt: 49_000 }
}
function header(rule: Partial<RuleHeader>): RuleHeader {
  const base = {
    id: 'booster_pump.outlet_low',
    version: 1,
    title: '供水压力低',
    action: '检查',
    roles: [],
    metric: 'outlet_pressure',
    latching: false,
    suppressedBy: []
  }
  return { ...base, severity: 'major', ticket: true, ...rule }
}

describe('a raise without a standing ticket', () => {
  for (const [index, severity] of severities.entries()) {
    it(`opens a ${priorities[index]} ticket when the rule is ${severity}`, () => {
      expect(react(raised({ severity }), undefined, 'al_1', now)).toEqual({ type: 'open', priority: priorities[index] })
    })
  }

  it('opens nothing when the rule makes no tickets', () => {
    expect(react(raised({ ticket: false }), undefined, 'al_1', now)).toEqual({ type: 'nothing' })
  })
})

describe('a raise with a standing ticket', () => {
  const standing = ticketStatuses.filter((status) => status !== 'closed' && status !== 'cancelled')
  for (const assignee of [null, 'wang']) {
    for (const status of standing) {
      const expected = status !== 'resolved' ? status : assignee ? 'assigned' : 'open'
      it(`counts an occurrence and leaves it ${expected} when it was ${status} and ${assignee ? 'assigned to someone' : 'nobody had it'}`, () => {
        const before = aTicket({ status, assignee, recovered: true })
        const reaction = react(raised(), before, 'al_2', now)
        expect(reaction).toMatchObject({
          type: 'repeat',
          ticket: { status: expected, assignee, occurrences: 2, recovered: false, alarm: 'al_2', due: before.due },
          event: { type: 'repeated', at: now, actor: null, detail: { occurrences: 2, value: 0.2, limit: 0.25 } }
        })
      })
    }
  }

  it('forgets the resolution of work that did not last', () => {
    const before = aTicket({ status: 'resolved', resolvedAt: 2000, resolution: { result: '已换', people: ['wang'], parts: [] } })
    expect(react(raised(), before, 'al_2', now)).toMatchObject({ ticket: { resolvedAt: null, resolution: null } })
  })

  it('repeats even if the rule opens no more tickets', () => {
    expect(react(raised({ ticket: false }), aTicket(), 'al_2', now).type).toBe('repeat')
  })

  for (const [severityIndex, severity] of severities.entries()) {
    for (const [index, priority] of priorities.entries()) {
      const expected = priorities[Math.min(severityIndex, index)]
      it(`makes a ${priority} ticket ${expected} when the rule is now ${severity}`, () => {
        expect(react(raised({ severity }), aTicket({ priority }), 'al_2', now)).toMatchObject({ ticket: { priority: expected } })
      })
    }
  }

  it('gives the clocks of the higher priority from now on, but nothing later than before', () => {
    const late = dueAt('P3', 1000).respond - 1
    const reaction = react(raised({ severity: 'critical' }), aTicket({ priority: 'P3' }), 'al_2', late)
    expect(reaction).toMatchObject({
      ticket: {
        due: { respond: dueAt('P3', 1000).respond, arrive: dueAt('P1', late).arrive, resolve: dueAt('P1', late).resolve }
      },
      event: { detail: { from: 'P3', priority: 'P1' } }
    })
  })
})

describe('a clear', () => {
  it('marks the standing ticket as recovered and leaves its status', () => {
    expect(react(cleared(), aTicket({ status: 'arrived' }), 'al_1', now)).toMatchObject({
      type: 'recover',
      ticket: { status: 'arrived', recovered: true },
      event: { type: 'recovered', at: now, detail: { clearedAt: '1970-01-01T00:00:49.000Z' } }
    })
  })

  it('does nothing to a ticket that has recovered', () => {
    expect(react(cleared(), aTicket({ recovered: true }), 'al_1', now)).toEqual({ type: 'nothing' })
  })

  it('does nothing without a ticket', () => {
    expect(react(cleared(), undefined, 'al_1', now)).toEqual({ type: 'nothing' })
  })
})
