/** The way of a reading with a real desk, where late readings are worked into the alarm history. */
import type { Arrival, Reading } from '../../gateway/reading.ts'
import { type RecordedEpisode, readEpisodes } from '../../server/alarms/episode-record.ts'
import { type Database, openDatabase } from '../../server/database/database.ts'
import { createCorrector } from '../../server/late/corrector.ts'
import { createPipeline } from '../../server/pipeline.ts'
import { createEngine } from '../../server/rules/engine.ts'
import { isOfScope, type Rule } from '../../server/rules/rule.ts'
import type { Plant } from '../../server/rules/rule-index.ts'
import { createStatusBoard } from '../../server/status-board.ts'
import { createMemoryJournal } from '../../server/store/memory-journal.ts'
import { readCheckpoint } from '../../server/tickets/checkpoint.ts'
import { createDesk, type Settlement } from '../../server/tickets/desk.ts'
import { createFakeClock } from './fake-clock.ts'
import { anArrival } from './field-factories.ts'

const equipment = ['pump-1', 'pump-2']

export type LateHouse = Awaited<ReturnType<typeof openLateHouse>>

/** What is known of both pumps; left out: every metric reports on change, and they have nothing in common. */
export type LatePlant = Pick<Plant, 'metricsOf' | 'attributesOf'>

export async function openLateHouse(rules: readonly Rule[], startsAt: number, plant: LatePlant = {}) {
  const clock = createFakeClock(startsAt)
  const journal = createMemoryJournal()
  const database: Database = await openDatabase(':memory:')
  const desk = createDesk({ database, readings: journal, now: clock.now, kindOf: () => 'booster_pump' })
  const pushed: Settlement['alarms'] = []
  const failures: unknown[] = []
  const known = { ...plant, kindOf: () => 'booster_pump', ids: () => equipment }
  const engineWith = (some: readonly Rule[], startedAt: number) => createEngine({ ...known, rules: some, startedAt })

  async function start() {
    const corrector = createCorrector({
      history: journal,
      rulesOf: (id) => rules.filter(({ scope }) => isOfScope(scope, id, 'booster_pump')),
      createEngine: engineWith,
      onChange: (id, metric) => plant.metricsOf?.(id)?.[metric]?.sample === undefined,
      readEpisodes: (id, since) => readEpisodes(database, id, since),
      failed: (_, error) => failures.push(error)
    })
    const pipeline = createPipeline({
      journal,
      corrector,
      createEngine: async (startedAt) => createEngine({ ...known, rules, startedAt, late: corrector.note }),
      readCheckpoint: () => readCheckpoint(database),
      desk,
      board: createStatusBoard({ equipment: equipment.map((id) => ({ id, metrics: {} })), now: clock.now }),
      publisher: { readings: () => undefined, settled: ({ alarms }) => pushed.push(...alarms) },
      statusChanged: () => undefined,
      now: clock.now,
      onCommit: () => undefined,
      onFailure: (error) => failures.push(error)
    })
    await pipeline.start()
    return { corrector, pipeline }
  }
  let running = await start()

  const deliver = (parts: Partial<Arrival>) =>
    new Promise<void>((resolve, reject) =>
      running.pipeline.accept(anArrival(parts), (error) => (error ? reject(error) : resolve()))
    )

  return {
    clock,
    database,
    desk,
    journal,
    /** Alarms told to the screens. */
    pushed,
    failures,
    deliver,
    send: (...readings: Reading[]) => deliver({ readings }),
    /** As a crash leaves it. */
    async restart(): Promise<void> {
      running = await start()
    },
    /** Lets our clock run, with the ticks of the app. */
    async wait(ms: number, stepMs = 1000): Promise<void> {
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.advance(stepMs)
        running.pipeline.tick()
        await deliver({})
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    /** Until nothing is late any more. */
    async settled(): Promise<void> {
      for (let turn = 0; turn < 5000 && !running.corrector.isIdle(); turn++) {
        clock.advance(100)
        running.pipeline.tick()
        await deliver({})
        // What is worked out behind the groups gets its turn.
        await new Promise((resolve) => setImmediate(resolve))
      }
      if (!running.corrector.isIdle()) throw new Error('late readings are left over')
    },
    /** `low pump-1 5000>20000`: raised and cleared, after `from`; what was taken back is none. */
    async episodes(from: number): Promise<string[]> {
      const all = await Promise.all(
        equipment.map(async (id) => (await readEpisodes(database, id, 0)).map((each) => toWords(each, id, from)))
      )
      return all.flat().sort()
    },
    async lateAlarms(): Promise<number> {
      return (await database.selectFrom('alarms').select('id').where('late', '=', 1).execute()).length
    },
    async tickets(): Promise<number> {
      return (await database.selectFrom('tickets').select('id').execute()).length
    },
    async close(): Promise<void> {
      await desk.stop()
      await database.destroy()
    }
  }
}

function toWords({ rule, raisedAt, clearedAt }: RecordedEpisode, id: string, from: number): string {
  return `${rule} ${id} ${raisedAt - from}>${clearedAt === null ? 'now' : clearedAt - from}`
}

const minute = 60_000

/** The episodes of a day on which nothing was late: what equipment says at one ts comes in one message, at that ts. Then silence. */
export async function cleanRun(
  { rules, plant = {}, start }: { rules: readonly Rule[]; plant?: LatePlant; start: number },
  readings: readonly Reading[],
  end: number
): Promise<string[]> {
  const house = await openLateHouse(rules, start, plant)
  const messages = new Map<string, Reading[]>()
  for (const reading of readings.toSorted((a, b) => a.ts - b.ts)) {
    const key = `${reading.ts} ${reading.equipment}`
    messages.set(key, [...(messages.get(key) ?? []), reading])
  }
  for (const message of messages.values()) {
    const ts = message[0]?.ts ?? start
    house.clock.advance(Math.max(0, ts - house.clock.now()))
    await house.send(...message.map((reading) => ({ ...reading, receivedAt: ts })))
  }
  house.clock.advance(Math.max(0, end - house.clock.now()))
  await house.wait(2 * minute, 10_000)
  const episodes = await house.episodes(start)
  await house.close()
  return episodes
}
