/** Two services on one database: the unique indexes and serializable transactions keep them from opening a cause twice. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAlarmStore } from '../../server/alarms/alarm-store.ts'
import { type Database, openDatabase } from '../../server/database/database.ts'
import { createPeople } from '../../server/people/people.ts'
import type { AlarmRaised } from '../../server/rules/changes.ts'
import type { Actor } from '../../server/tickets/actor.ts'
import { readCheckpoint } from '../../server/tickets/checkpoint.ts'
import { createDesk, type Desk } from '../../server/tickets/desk.ts'
import { createTicketStore } from '../../server/tickets/ticket-store.ts'
import { postgresServer } from '../support/databases.ts'
import { createPostgresDatabase, dropPostgresDatabase } from '../support/postgres-databases.ts'

const start = Date.parse('2026-03-01T08:00:00Z')
const engineer: Actor = { id: 'wang', name: '王工', role: 'engineer' }
const manager: Actor = { id: 'chen', name: '陈经理', role: 'manager' }

function raised(equipment: string, episode = start): AlarmRaised {
  const rule = { id: 'low', version: 1, title: '供水压力低', action: '检查水泵', metric: 'outlet_pressure', ticket: true }
  return {
    type: 'raised',
    rule: { ...rule, severity: 'critical', roles: ['engineer'], latching: false, suppressedBy: [] },
    equipment,
    episode,
    raisedAt: episode,
    value: 0.1,
    limit: 0.25
  }
}

let location: string
let databases: Database[]
let desks: Desk[]
beforeEach(async () => {
  location = await createPostgresDatabase(postgresServer() ?? '')
  databases = [await openDatabase(location), await openDatabase(location)]
  desks = databases.map((database, index) =>
    createDesk({
      database,
      journal: `journal-${index}`,
      readings: { range: async () => [] },
      now: () => start,
      kindOf: () => 'booster_pump'
    })
  )
})
afterEach(async () => {
  for (const desk of desks) await desk.stop()
  for (const database of databases) await database.destroy()
  await dropPostgresDatabase(location)
})

const [first, second] = [0, 1] as const
const desk = (index: 0 | 1): Desk => {
  const found = desks[index]
  if (!found) throw new Error('no such instance')
  return found
}
const database = (): Database => {
  const [found] = databases
  if (!found) throw new Error('no database')
  return found
}
const tickets = async () => (await createTicketStore(database()).list({ limit: 500 })).items
const alarms = async () => (await createAlarmStore(database()).list({ limit: 500 })).items

describe('two instances at once', () => {
  it('open one ticket for one cause, and tell nothing twice', async () => {
    const equipment = Array.from({ length: 20 }, (_, index) => `pump-${index}`)
    const settlements = await Promise.all(
      equipment.flatMap((id, index) => [
        desk(first).settle([raised(id)], { rulesSeq: index + 1, states: [] }),
        desk(second).settle([raised(id)], { rulesSeq: index + 1, states: [] })
      ])
    )
    const found = await tickets()
    expect(found.map((ticket) => ticket.equipment).sort()).toEqual([...equipment].sort())
    expect(found.every((ticket) => ticket.occurrences === 1)).toBe(true)
    expect(new Set(found.map((ticket) => ticket.number)).size).toBe(20)
    expect(await alarms()).toHaveLength(20)
    expect(settlements.flatMap((settlement) => settlement.tickets)).toHaveLength(20)
  })

  it('give every ticket a number of its own, without gaps', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        desk(index % 2 === 0 ? first : second).open({ type: 'repair', priority: 'P3', title: `${index}` }, engineer)
      )
    )
    const numbers = (await tickets()).map((ticket) => ticket.number).sort()
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => `WX-${String(index + 1).padStart(6, '0')}`))
  })

  it('let one of two contradicting steps through, and refuse the other on what the first left', async () => {
    const { tickets: opened } = await desk(first).settle([raised('pump-1')], { rulesSeq: 1, states: [] })
    const id = opened[0]?.id ?? ''
    const results = await Promise.allSettled([
      desk(first).act(id, 'cancel', { note: '误报' }, manager),
      desk(second).act(id, 'cancel', { note: '重复' }, manager)
    ])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
    const entries = await createTicketStore(database()).timeline(id)
    expect(entries.map(({ type }) => type)).toEqual(['opened', 'cancelled'])
  })

  it('count the raises of both', async () => {
    await desk(first).settle([raised('pump-1')], { rulesSeq: 1, states: [] })
    const { rule, equipment } = raised('pump-1')
    const cleared = { type: 'cleared', rule, equipment, episode: start, clearedAt: start + 1 } as const
    await Promise.all([
      desk(first).settle([cleared, raised('pump-1', start + 1_000)], { rulesSeq: 2, states: [] }),
      desk(second).settle([cleared, raised('pump-1', start + 1_000)], { rulesSeq: 1, states: [] })
    ])
    expect(await tickets()).toMatchObject([{ occurrences: 2 }])
  })

  it('keep their places in their journals apart', async () => {
    const state = { rule: 'low', equipment: 'pump-1', state: '{"phase":"pending"}' }
    await Promise.all([
      desk(first).settle([], { rulesSeq: 7, states: [state], late: [] }),
      desk(second).settle([], { rulesSeq: 3, states: [], late: [] })
    ])
    expect(await readCheckpoint(database(), 'journal-0')).toEqual({ rulesSeq: 7, states: [state], late: [] })
    expect(await readCheckpoint(database(), 'journal-1')).toEqual({ rulesSeq: 3, states: [], late: [] })
  })

  it('make one admin at a first start of both, whose password is told once', async () => {
    const people = databases.map((each) => createPeople({ database: each, now: () => start }))
    const told = await Promise.all(people.map((each) => each.ensureAdmin(null)))
    const passwords = told.flatMap(({ generated }) => (generated === undefined ? [] : [generated]))
    expect(passwords).toHaveLength(1)
    expect(await people[0]?.login('admin', passwords[0] ?? '', '10.0.0.1')).toMatchObject({ ok: true })
  })
})
