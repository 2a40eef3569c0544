import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DuckdbJournal, openDuckdbJournal } from '../../../server/store/duckdb-journal.ts'
import { createForwarder, type Forwarder } from '../../../server/store/forwarder.ts'
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts'
import { anArrival, aPresence, aReading } from '../../support/field-factories.ts'
import { createMemoryExternalStore, type MemoryExternalStore } from '../../support/memory-external-store.ts'

const settleMs = 60_000

describe('the forwarder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wuxun-forwarder-'))
  let journal: DuckdbJournal
  beforeAll(async () => {
    journal = await openDuckdbJournal(join(folder, 'journal.duckdb'))
  })
  afterAll(async () => {
    await journal.stop()
    rmSync(folder, { recursive: true })
  })

  /** Opening a journal takes half a second: all tests share one, each beginning where the last ended. */
  let base = 0
  let clock: FakeClock
  let database: MemoryExternalStore
  let saved: number | undefined
  let states: boolean[]
  let refusals: string[]
  let ts = 0
  beforeEach(() => {
    base = journal.outgoing.lastSeq()
    clock = createFakeClock()
    database = createMemoryExternalStore(settleMs)
    saved = base
    states = []
    refusals = []
  })

  async function open(): Promise<Forwarder> {
    const forwarder = createForwarder({
      source: journal.outgoing,
      external: database,
      offset: {
        load: async () => saved,
        async save(seq) {
          saved = seq
        }
      },
      now: clock.now,
      onChange: ({ reachable }) => states.push(reachable),
      onRefused: (reason) => refusals.push(reason)
    })
    await forwarder.start()
    await forwarder.idle()
    return forwarder
  }
  async function turn(forwarder: Forwarder, ms = 100): Promise<void> {
    clock.advance(ms)
    forwarder.tick()
    await forwarder.idle()
  }
  const store = (...values: (number | boolean | string)[]) =>
    journal.append(values.map((value) => anArrival({ readings: [aReading({ metric: `m${typeof value}`, ts: ++ts, value })] })))
  const times = () => [...database.all().keys()].map((key) => Number(key.split(' ')[2]))
  const last = (count: number) => Array.from({ length: count }, (_, index) => ts - count + 1 + index)

  it('sends what is stored, booleans as numbers, text and the rest not at all', async () => {
    const forwarder = await open()
    await store(0.5, true, 'auto', false)
    await journal.append([anArrival({ presences: [aPresence({ receivedAt: 1 })] })])
    await turn(forwarder)
    expect([...database.all()]).toEqual([
      [`pump-1 mnumber ${ts - 3}`, 0.5],
      [`pump-1 mboolean ${ts - 2}`, 1],
      [`pump-1 mboolean ${ts}`, 0]
    ])
    expect(forwarder.status()).toEqual({ reachable: true, lagGroups: 0, lagSeconds: 0, written: 3 })
    await turn(forwarder)
    expect(database.writes).toHaveLength(1)
  })

  it('sends the first value of a ts, however late it is repeated', async () => {
    const forwarder = await open()
    const at = (value: number, offset: number) => anArrival({ readings: [aReading({ ts: ts + offset, value })] })
    await journal.append([at(1, 1), at(2, 2), at(9, 1)])
    await turn(forwarder)
    await journal.append([at(8, 1), at(3, 3), at(7, 2)])
    await turn(forwarder)
    expect([...database.all().values()]).toEqual([1, 2, 3])
    ts += 3
  })

  it('goes on where it was, in batches of whole groups', async () => {
    for (let group = 0; group < 3; group++) await store(...Array.from({ length: 6000 }, () => 1))
    const forwarder = await open()
    expect(database.writes.map(({ length }) => length)).toEqual([12_000, 6000])
    expect(forwarder.status().lagGroups).toBe(0)
  })

  it('waits out an outage, says so once, and fills it in', async () => {
    const forwarder = await open()
    await store(1)
    await turn(forwarder)
    database.plugged = false
    await store(2)
    await turn(forwarder)
    await store(3)
    for (let second = 0; second < 30; second++) await turn(forwarder, 1000)
    expect(forwarder.status()).toMatchObject({ reachable: false, lagGroups: 2 })
    expect(forwarder.status().lagSeconds).toBeGreaterThanOrEqual(30)
    database.plugged = true
    await turn(forwarder, 5000)
    expect(times()).toEqual(last(3))
    expect(forwarder.status()).toMatchObject({ reachable: true, lagGroups: 0, lagSeconds: 0 })
    expect(states).toEqual([false, true])
  })

  it('notices while nothing is to be sent that the database is gone', async () => {
    const forwarder = await open()
    database.plugged = false
    await turn(forwarder, 5000)
    expect(forwarder.status().reachable).toBe(false)
  })

  it('pauses longer and longer, 5 s at most', async () => {
    const forwarder = await open()
    database.plugged = false
    await store(1)
    let attempts = 0
    database.check = async () => {
      attempts++
      throw new Error('still gone')
    }
    await turn(forwarder)
    for (let turns = 0; turns < 600; turns++) await turn(forwarder)
    // 0.5 + 1 + 2 + 4 s, then every 5 s of a minute.
    expect(attempts).toBeGreaterThanOrEqual(13)
    expect(attempts).toBeLessThanOrEqual(15)
  })

  it('sends again what a killed database may have forgotten, though no write failed', async () => {
    const forwarder = await open()
    await store(1)
    await turn(forwarder)
    await store(2)
    await turn(forwarder)
    database.forget(0)
    await turn(forwarder, 5000)
    expect(times()).toEqual(last(2))
  })

  it('sends again after an outage when the database does not say whether it is another process', async () => {
    database.run = undefined
    const forwarder = await open()
    await store(1)
    await turn(forwarder)
    database.plugged = false
    await store(2)
    await turn(forwarder)
    database.forget(0)
    database.run = undefined
    database.plugged = true
    await turn(forwarder, 5000)
    expect(times()).toEqual(last(2))
  })

  it('does not send again when the same process answers as before', async () => {
    const forwarder = await open()
    await store(1)
    await turn(forwarder)
    database.plugged = false
    await turn(forwarder, 5000)
    database.plugged = true
    await turn(forwarder, 5000)
    expect(database.writes).toHaveLength(1)
  })

  it('stores as settled only what the same process has had for a minute', async () => {
    const forwarder = await open()
    await store(1)
    await turn(forwarder)
    await turn(forwarder, 55_000)
    expect({ saved, settled: forwarder.settledSeq() }).toEqual({ saved: base, settled: base })
    await turn(forwarder, 6000)
    expect({ saved, settled: forwarder.settledSeq() }).toEqual({ saved: base + 1, settled: base + 1 })
  })

  it('settles nothing that another process was told', async () => {
    const forwarder = await open()
    await store(1)
    await turn(forwarder)
    database.forget(0)
    await turn(forwarder, 61_000)
    expect(forwarder.settledSeq()).toBe(base)
    expect(times()).toEqual(last(1))
  })

  it('sends again at its own start what had not settled', async () => {
    const first = await open()
    await store(1)
    await turn(first)
    await first.stop()
    database.forget(0)
    await open()
    expect(times()).toEqual(last(1))
  })

  it('settles at once with a database that has a write-ahead log', async () => {
    database = createMemoryExternalStore(0)
    const forwarder = await open()
    await store(1)
    await turn(forwarder)
    expect(forwarder.settledSeq()).toBe(base + 1)
    await forwarder.stop()
    expect(saved).toBe(base + 1)
  })

  it('begins anew with a database it never fed, and with another journal', async () => {
    saved = undefined
    const forwarder = await open()
    expect(forwarder.status().written).toBeGreaterThan(18_000)
    database = createMemoryExternalStore(0)
    saved = base + 1000
    expect((await open()).status().written).toBe(forwarder.status().written)
  })

  it('goes on past what the database will never take, and says so', async () => {
    const forwarder = await open()
    database.refusal = 'field type conflict'
    await store(1)
    await turn(forwarder)
    expect(refusals).toEqual(['field type conflict'])
    expect(forwarder.status()).toMatchObject({ reachable: true, lagGroups: 0 })
  })

  it('does not start with a database that does not answer', async () => {
    database.plugged = false
    await expect(open()).rejects.toThrow('ECONNREFUSED')
  })

  it('never goes past a group that is being committed', async () => {
    const forwarder = await open()
    for (let round = 0; round < 50; round++) {
      const commit = store(1, 2)
      clock.advance(100)
      forwarder.tick()
      await commit
      await forwarder.idle()
    }
    await turn(forwarder)
    expect(times()).toEqual(last(100))
  })
})
