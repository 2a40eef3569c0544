import { describe, expect, it } from 'vitest'
import { type TicketStatus, ticketStatuses } from '../../../server/contract/tickets.ts'
import { begin, check, end, type Incident, type Outcome } from '../../../server/incidents/incident.ts'
import { aTicket } from '../../support/a-ticket.ts'

const checklist = [
  { role: 'order' as const, item: 'order.lobby', text: '设警戒', textEn: 'Secure' },
  { role: 'service' as const, item: 'service.comfort', text: '安抚', textEn: 'Comfort' }
]
const beginning = { kind: 'elevator_entrapment' as const, title: '1#电梯困人', checklist, by: 'chen', now: 1000 }

function done(outcome: Outcome): Incident {
  if (!outcome.ok) throw new Error(outcome.reason)
  return outcome.incident
}
const begun = () => done(begin(aTicket(), undefined, beginning))
const ended = () => done(end(begun(), { note: '已救出', review: 'tk_2', by: 'chen', now: 9000 }))

describe('an incident begins', () => {
  const over: TicketStatus[] = ['closed', 'cancelled']
  for (const status of ticketStatuses) {
    it(`${over.includes(status) ? 'not on a ticket that is' : 'on a ticket that is'} ${status}`, () => {
      expect(begin(aTicket({ status }), undefined, beginning).ok).toBe(!over.includes(status))
    })
  }

  it('with its own copy of the checklist, nothing of it done', () => {
    expect(begun()).toMatchObject({ ticket: 'tk_1', startedAt: 1000, startedBy: 'chen', endedAt: null, review: null })
    expect(begun().items).toEqual(checklist.map((item) => ({ ...item, done: false, by: null, at: null, note: null })))
  })

  for (const [name, known] of [
    ['goes on', begun()],
    ['has ended', ended()]
  ] as const) {
    it(`once a ticket: not while another ${name}`, () => {
      expect(begin(aTicket(), known, beginning)).toMatchObject({ ok: false, code: 'conflict' })
    })
  }
})

describe('an item', () => {
  it('tells who did it and when', () => {
    const marked = done(check(begun(), { item: 'order.lobby', done: true, note: '已围', by: 'li', now: 2000 }))
    expect(marked.items).toMatchObject([
      { done: true, by: 'li', at: 2000, note: '已围' },
      { done: false, by: null }
    ])
  })

  it('that was not done after all tells nobody', () => {
    const marked = done(check(begun(), { item: 'order.lobby', done: true, by: 'li', now: 2000 }))
    const back = done(check(marked, { item: 'order.lobby', done: false, by: 'li', now: 3000 }))
    expect(back.items[0]).toMatchObject({ done: false, by: null, at: null })
  })

  it('nobody knows is refused, naming those there are', () => {
    expect(check(begun(), { item: 'lobby', done: true, by: 'li', now: 2000 })).toEqual({
      ok: false,
      code: 'invalid',
      field: 'item',
      reason: 'expected one of order.lobby, service.comfort'
    })
  })
})

describe('an incident that has ended', () => {
  it('says when, by whom, how, and where it is reviewed', () => {
    expect(ended()).toMatchObject({ endedAt: 9000, endedBy: 'chen', note: '已救出', review: 'tk_2' })
  })

  it('takes no marks, and does not end again', () => {
    const again = { note: '再次', review: 'tk_3', by: 'chen', now: 9500 }
    expect(check(ended(), { item: 'order.lobby', done: true, by: 'li', now: 9500 })).toMatchObject({
      ok: false,
      code: 'conflict'
    })
    expect(end(ended(), again)).toMatchObject({ ok: false, code: 'conflict' })
  })
})
