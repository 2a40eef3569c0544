/** A ticket to start a test from: an open P2 fault on pump-1, opened at 1000. */
import type { Ticket } from '../../server/tickets/ticket.ts'

export function aTicket(fields: Partial<Ticket> = {}): Ticket {
  return {
    id: 'tk_1',
    number: 'WX-000001',
    type: 'fault',
    title: '供水压力低',
    equipment: 'pump-1',
    rule: 'booster_pump.outlet_low',
    alarm: 'al_1',
    priority: 'P2',
    status: 'open',
    heldFrom: null,
    hold: null,
    assignee: null,
    roles: ['engineer'],
    description: null,
    action: '检查水泵与进水',
    openedAt: 1000,
    occurrences: 1,
    recovered: false,
    due: { respond: 3_601_000, arrive: 7_201_000, resolve: 86_401_000 },
    acceptedAt: null,
    arrivedAt: null,
    resolvedAt: null,
    closedAt: null,
    resolution: null,
    source: 'alarm',
    class: null,
    trade: null,
    place: null,
    requester: null,
    wantedBy: null,
    parent: null,
    contractor: null,
    eta: null,
    followUp: null,
    readyAt: null,
    escalateAt: null,
    ...fields
  }
}
