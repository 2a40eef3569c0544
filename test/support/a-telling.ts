/** News and deliveries to start a test from. */
import type { TellEvent } from '../../server/contract/telling.ts'
import { type ChannelInfo, type Directory, noPreferences, type Person } from '../../server/telling/directory.ts'
import type { Facts } from '../../server/telling/facts.ts'
import type { News } from '../../server/telling/news.ts'
import type { Delivery } from '../../server/telling/outbox.ts'
import type { Ticket } from '../../server/tickets/ticket.ts'
import { aTicket } from './a-ticket.ts'

export function aPerson(parts: Partial<Person> & { id: string }): Person {
  const reach = { phone: null, email: null, wecom: null, dingtalk: null, feishu: null, team: null, push: false }
  return { name: parts.id, role: 'engineer', ...reach, preferences: noPreferences, ...parts }
}

export function aDirectory(
  people: Person[],
  channels: (Partial<ChannelInfo> & Pick<ChannelInfo, 'id' | 'kind'>)[],
  onDuty?: string[]
): Directory {
  return {
    people: new Map(people.map((person) => [person.id, person])),
    onDuty: onDuty && new Set(onDuty),
    channels: channels.map((channel) => ({ name: channel.id, roles: [], teams: [], ...channel })),
    site: { id: 'demo', name: '示范小区', timezone: 'Asia/Shanghai', defaults: 'on', anonymous: false }
  }
}

/** Bulletins and position reports are about no ticket. */
export function aPiece(
  event: Exclude<TellEvent, 'bulletin' | 'position_missed'>,
  ticket: Partial<Ticket> = {},
  entry: Partial<News['entry']> = {}
): News {
  const type = event === 'raised' ? 'staged' : event === 'permit_expired' ? 'permit' : event
  return { event, ticket: aTicket(ticket), entry: { at: 1000, type, actor: null, detail: {}, ...entry } }
}

export function someFacts(parts: Partial<Facts> = {}): Facts {
  return {
    event: 'opened',
    ticket: 'tk_1',
    number: 'WX-000001',
    title: '供水压力低',
    priority: 'P2',
    place: 'B1 水泵房',
    equipment: '1#生活水泵',
    action: '检查水泵与进水',
    assignee: null,
    eta: null,
    at: '2025-11-22T08:00:00.000Z',
    note: null,
    reason: null,
    until: null,
    clock: null,
    percent: null,
    ...parts
  }
}

let count = 0
export function aDelivery({ facts, ...parts }: Partial<Omit<Delivery, 'facts'>> & { facts?: Partial<Facts> } = {}): Delivery {
  count++
  return {
    id: `dl_${count}`,
    message: `ms_${count}`,
    step: 0,
    channel: 'one',
    state: 'queued',
    at: 0,
    attempts: 0,
    nextAt: 0,
    failOverAt: null,
    post: null,
    error: null,
    lane: 'normal',
    recipient: 'wang',
    contact: null,
    language: 'zh',
    chain: ['one', 'two'],
    facts: someFacts(facts),
    ...parts
  }
}
