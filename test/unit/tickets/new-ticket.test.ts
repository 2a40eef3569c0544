import { describe, expect, it } from 'vitest'
import { newTicketSchema } from '../../../server/contract/tickets.ts'
import { classesOf, manualTypes, ticketClasses } from '../../../server/contract/words.ts'
import type { Actor } from '../../../server/tickets/actor.ts'
import { openByHand } from '../../../server/tickets/opening.ts'

const engineer: Actor = { id: 'wang', name: '王工', role: 'engineer' }
const wantedBy = '2026-03-02T08:00:00.000Z'
const base = { title: '消防通道堆物', type: 'repair', priority: 'P3' } as const

function faultsOf(body: object): string[] {
  const result = newTicketSchema.safeParse(body)
  return result.success ? [] : result.error.issues.map((issue) => issue.path.join('.') || issue.code)
}

describe('the class of a new ticket', () => {
  for (const type of manualTypes) {
    for (const each of ticketClasses) {
      const may = (classesOf[type] ?? []).includes(each)
      it(`${each} is ${may ? 'possible' : 'refused'} for a ${type}, naming the field`, () => {
        expect(faultsOf({ ...base, type, class: each, wantedBy, assignee: 'li' })).toEqual(may ? [] : ['class'])
      })
    }
  }
})

describe('a new ticket', () => {
  for (const { name, body, faults } of [
    { name: 'of today, with nothing new', body: base, faults: [] },
    { name: 'without a priority', body: { title: 'x', type: 'repair' }, faults: ['priority'] },
    { name: 'of a type that opens by itself', body: { ...base, type: 'review' }, faults: ['type'] },
    { name: 'with a source of the program', body: { ...base, source: 'alarm' }, faults: ['source'] },
    { name: 'with a field nobody knows', body: { ...base, urgent: true }, faults: ['unrecognized_keys'] },
    { name: 'of a requester without a name', body: { ...base, requester: { phone: '13800000000' } }, faults: ['requester.name'] },
    { name: 'wanted by no time', body: { ...base, wantedBy: 'tomorrow' }, faults: ['wantedBy'] },
    { name: 'as a contact sheet without date and owner', body: { ...base, type: 'liaison' }, faults: ['wantedBy', 'assignee'] },
    { name: 'as a contact sheet', body: { ...base, type: 'liaison', wantedBy, assignee: 'li' }, faults: [] },
    {
      name: 'as a hazard to be fixed by a date, without an owner',
      body: { ...base, type: 'hazard', class: 'fix_by_date', wantedBy },
      faults: ['assignee']
    },
    {
      name: 'as a hazard to be fixed by a date, without the date',
      body: { ...base, type: 'hazard', class: 'fix_by_date', assignee: 'li' },
      faults: ['wantedBy']
    }
  ]) {
    it(`${name} ${faults.length === 0 ? 'is taken' : `is refused, naming ${faults.join(', ')}`}`, () => {
      expect(faultsOf(body)).toEqual(faults)
    })
  }

  it('with an owner is assigned from the beginning, and says so', () => {
    const wish = newTicketSchema.parse({ ...base, type: 'hazard', class: 'fix_by_date', wantedBy, assignee: 'li' })
    const { ticket, events } = openByHand(wish, engineer, { id: 'tk_1', at: 1000 })
    expect(ticket).toMatchObject({ status: 'assigned', assignee: 'li', class: 'fix_by_date', wantedBy: Date.parse(wantedBy) })
    expect(events).toEqual([
      { at: 1000, type: 'opened', actor: 'wang', detail: { priority: 'P3', class: 'fix_by_date', wantedBy } },
      { at: 1000, type: 'assigned', actor: 'wang', detail: { assignee: 'li' } }
    ])
  })

  for (const [each, role] of [
    ['serious', 'engineer'],
    ['needs_coordination', 'manager']
  ]) {
    it(`of the class ${each} is for a ${role}`, () => {
      const wish = newTicketSchema.parse({ ...base, type: 'hazard', class: each })
      expect(openByHand(wish, engineer, { id: 'tk_1', at: 1000 }).ticket.roles).toEqual([role])
    })
  }

  it('keeps who asked, how and where', () => {
    const asked = { source: 'phone', trade: 'water_power', place: '3号楼1201', requester: { name: '李女士' }, parent: 'tk_0' }
    const { ticket } = openByHand(newTicketSchema.parse({ ...base, ...asked }), engineer, { id: 'tk_1', at: 1000 })
    expect(ticket).toMatchObject({ ...asked, status: 'open', requester: { name: '李女士', phone: null } })
  })
})
