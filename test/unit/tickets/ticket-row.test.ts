import { describe, expect, it } from 'vitest'
import { toTicket, toTicketRow } from '../../../server/tickets/ticket-row.ts'
import { aTicket } from '../../support/a-ticket.ts'

const resolution = { result: '更换密封', people: ['wang', '厂家 张'], parts: ['密封圈'], equipment: 'pump-2' }

describe('a ticket', () => {
  it('comes back from its columns as it went in', () => {
    const ticket = aTicket({
      resolution,
      checkAt: 5000,
      readyAt: 6000,
      eta: 7000,
      requester: { name: '李女士', phone: null },
      followUp: { at: 1, by: 'chen', satisfied: false, rating: 2, note: null }
    })
    expect(toTicket(toTicketRow(ticket))).toEqual(ticket)
  })

  it('of before equipment was kept with a result was worked on what it is about', () => {
    const { equipment: _, ...old } = resolution
    const row = { ...toTicketRow(aTicket()), resolution: JSON.stringify(old) }
    expect(toTicket(row).resolution).toEqual({ ...old, equipment: 'pump-1' })
  })
})
