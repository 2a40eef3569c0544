import { describe, expect, it } from 'vitest'
import type { Preferences, TellEvent } from '../../../server/contract/telling.ts'
import { type Directory, noPreferences } from '../../../server/telling/directory.ts'
import { newsOf } from '../../../server/telling/news.ts'
import { planFor, recipientsOf } from '../../../server/telling/recipients.ts'
import { defaultRouting } from '../../../server/telling/routing.ts'
import type { Ticket } from '../../../server/tickets/ticket.ts'
import type { TicketEvent } from '../../../server/tickets/ticket-record.ts'
import { aDirectory, aPerson, aPiece } from '../../support/a-telling.ts'
import { aTicket } from '../../support/a-ticket.ts'

const people = [
  aPerson({ id: 'admin', role: 'admin' }),
  aPerson({ id: 'chen', role: 'manager', preferences: { ...noPreferences, events: ['progressed', 'opened', 'escalated'] } }),
  aPerson({ id: 'li', role: 'guard' }),
  aPerson({ id: 'wang', phone: '139', email: 'wang@site.test' }),
  aPerson({ id: 'zhou', email: 'zhou@site.test', team: 'night' })
]
const everywhere = [
  { id: 'group', kind: 'wecom' as const },
  { id: 'mail', kind: 'smtp' as const },
  { id: 'sms', kind: 'sms' as const }
]
const toldOf = (piece: ReturnType<typeof aPiece>, directory: Directory = aDirectory(people, everywhere)) =>
  recipientsOf(piece, directory, defaultRouting)
    .map((recipient) => recipient.person?.id ?? `requester ${recipient.contact?.phone}`)
    .sort()

describe('who is told', () => {
  const requester = { name: '业主', phone: '138' }
  it.each<[Exclude<TellEvent, 'bulletin' | 'position_missed'>, Partial<Ticket>, Partial<TicketEvent>, string[]]>([
    ['opened', {}, {}, ['wang', 'zhou']],
    ['opened', { priority: 'P1' }, {}, ['chen', 'wang', 'zhou']],
    ['opened', { roles: ['guard'] }, {}, ['li']],
    ['opened', {}, { actor: 'wang' }, ['zhou']],
    ['dispatched', { assignee: 'wang' }, { detail: { assignee: 'wang' } }, ['wang']],
    ['redispatched', { assignee: 'zhou' }, { detail: { from: 'wang', assignee: 'zhou' } }, ['wang', 'zhou']],
    ['assigned', { assignee: 'zhou' }, { actor: 'chen' }, ['zhou']],
    ['handed_on', { assignee: 'zhou' }, { actor: 'wang' }, ['zhou']],
    ['escalated', { assignee: 'wang' }, { detail: { to: 'manager' } }, ['chen']],
    ['escalated', { assignee: 'wang' }, { detail: { to: 'admin' } }, ['admin']],
    ['reopened', { assignee: null }, {}, ['wang', 'zhou']],
    ['progressed', { assignee: 'wang', requester }, { actor: 'wang' }, ['chen', 'requester 138']],
    ['progressed', { assignee: 'wang', requester: { name: '业主', phone: null } }, { actor: 'wang' }, ['chen']],
    ['resolved', { assignee: 'wang', requester }, { actor: 'wang' }, ['requester 138']],
    ['permit_expired', { assignee: 'wang', priority: 'P1' }, {}, ['wang']]
  ])('of %s on %o, with %o: %o', (event, ticket, entry, told) => {
    expect(toldOf(aPiece(event, ticket, entry))).toEqual(told)
  })

  it.each([
    ['on duty', ['zhou'], ['zhou']],
    ['of the roles, when none of them is on duty', ['li'], ['wang', 'zhou']],
    ['of the roles, when nobody is', [], ['wang', 'zhou']]
  ])('are those %s', (_, onDuty, told) => {
    expect(toldOf(aPiece('opened'), aDirectory(people, everywhere, onDuty))).toEqual(told)
  })

  it('is somebody, whoever there is', () => {
    const piece = aPiece('opened', { roles: ['guard'] })
    expect(toldOf(piece, aDirectory(people.slice(0, 1), everywhere))).toEqual(['admin'])
    expect(toldOf(aPiece('escalated', {}, { detail: { to: 'manager' } }), aDirectory(people.slice(0, 1), everywhere))).toEqual([
      'admin'
    ])
  })

  it.each<[string, Partial<Preferences>, Partial<Ticket>, boolean]>([
    ['an event not chosen', { events: ['resolved'] }, {}, false],
    ['an event chosen', { events: ['opened'] }, {}, true],
    ['a priority not chosen', { priorities: ['P1'] }, { priority: 'P3' }, false],
    ['work at P1, whatever was chosen', { events: [], priorities: ['P2'] }, { priority: 'P1' }, true]
  ])('by preference: %s', (_, wish, ticket, told) => {
    const wang = aPerson({ id: 'wang', preferences: { ...noPreferences, ...wish } })
    expect(toldOf(aPiece('opened', ticket), aDirectory([wang], everywhere)).includes('wang')).toBe(told)
  })
})

describe('the way to a person', () => {
  const planOf = (
    person: (typeof people)[number],
    channels: Parameters<typeof aDirectory>[1],
    priority: Ticket['priority'] = 'P2'
  ) => planFor({ person, work: true }, aPiece('opened', { priority }), aDirectory([person], channels), 0)
  const [wang, zhou] = [people[3], people[4]] as [(typeof people)[number], (typeof people)[number]]

  it.each([
    ['the site’s order', wang, everywhere, ['group', 'mail', 'sms']],
    ['without what has no address', zhou, everywhere, ['group', 'mail']],
    [
      'without what is for others',
      zhou,
      [
        { id: 'a', kind: 'wecom' as const, roles: ['guard' as const] },
        { id: 'b', kind: 'wecom' as const, teams: ['day'] },
        { id: 'c', kind: 'wecom' as const, teams: ['night'] }
      ],
      ['c']
    ],
    ['nowhere', zhou, [{ id: 'sms', kind: 'sms' as const }], []]
  ])('is %s', (_, person, channels, chain) => {
    expect(planOf(person, channels).chain).toEqual(chain)
  })

  it('is his own order; what is urgent goes on through the others', () => {
    const person = { ...wang, preferences: { ...noPreferences, channels: ['sms', 'gone'] } }
    expect(planOf(person, everywhere)).toEqual({ lane: 'normal', chain: ['sms'], heldUntil: undefined })
    expect(planOf(person, everywhere, 'P1')).toEqual({ lane: 'urgent', chain: ['sms', 'group', 'mail'], heldUntil: undefined })
  })

  it('of a requester is SMS alone', () => {
    const contact = { name: '业主', phone: '138' }
    expect(planFor({ contact }, aPiece('progressed'), aDirectory(people, everywhere), 0)).toEqual({
      lane: 'normal',
      chain: ['sms'],
      heldUntil: undefined
    })
  })
})

describe('news', () => {
  const entry = (type: TicketEvent['type'], detail: TicketEvent['detail'] = {}): TicketEvent => ({
    at: 1,
    type,
    actor: null,
    detail
  })
  it.each<[string, TicketEvent[], TellEvent[]]>([
    ['an opening', [entry('opened')], ['opened']],
    ['an opening that was dispatched at once', [entry('opened'), entry('dispatched', { assignee: 'wang' })], ['dispatched']],
    ['an opening that went to a firm', [entry('opened'), entry('dispatched', { contractor: 'lifts' })], ['dispatched']],
    ['an opening that found nobody', [entry('opened'), entry('dispatched', { why: 'nobody is on duty' })], ['opened']],
    ['a dispatch that has nobody left to ask', [entry('redispatched', { from: 'wang', to: 'manager' })], ['escalated']],
    ['a repetition', [entry('repeated', { occurrences: 2 })], []],
    ['a repetition at a higher priority', [entry('repeated', { from: 'P2', priority: 'P1' })], ['raised']],
    ['a higher stage', [entry('staged', { severity: 'critical', priority: 'P1' })], ['raised']],
    ['a follow-up of somebody content', [entry('followed_up', { satisfied: true })], []],
    ['a follow-up of somebody who is not', [entry('followed_up', { satisfied: false })], ['reopened']],
    ['a step of a permit', [entry('permit', { step: 'opened' })], []],
    ['a permit that ran out', [entry('permit', { step: 'expired' })], ['permit_expired']],
    ['a comment, a file, a recovery', [entry('commented'), entry('attached'), entry('recovered')], []]
  ])('of %s', (_, events, told) => {
    expect(newsOf({ ticket: aTicket(), events }).map(({ event }) => event)).toEqual(told)
  })
})
