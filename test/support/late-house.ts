/** The way of a reading with a real desk, where late readings are worked into the alarm history. */
import type { Arrival, Reading } from '../../gateway/reading.ts'
import { type RecordedEpisode, readEpisodes } from '../../server/alarms/episode-record.ts'
import { type Database, openDatabase } from '../../server/database/database.ts'
import { createCorrector } from '../../server/late/corrector.ts'
import { createPipeline } from '../../server/pipeline.ts'
import { createEngine } from '../../server/rules/engine.ts'
import type { Rule } from '../../server/rules/rule.ts'
import { createStatusBoard } from '../../server/status-board.ts'
import { createMemoryJournal } from '../../server/store/memory-journal.ts'
import { readCheckpoint } from '../../server/tickets/checkpoint.ts'
import { createDesk, type Settlement } from '../../server/tickets/desk.ts'
import { createFakeClock } from './fake-clock.ts'
import { anArrival } from './field-factories.ts'

const equipment = ['pump-1', 'pump-2']

export type LateHouse = Awaited<ReturnType<typeof openLateHouse>>

export async function openLateHouse(rules: readonly Rule[], startsAt: number) {
  const clock = createFakeClock(startsAt)
  const journal = createMemoryJournal()
  const database: Database = await openDatabase(':memory:')
  const desk = createDesk({ database, readings: journal, now: clock.now, kindOf: () => 'booster_pump' })
  const pushed: Settlement['alarms'] = []
  const failures: unknown[] = []
  const engineWith = (some: readonly Rule[], startedAt: number) =>
    createEngine({ rules: some, kindOf: () => 'booster_pump', startedAt })

  async function start() {
    const corrector = createCorrector({
      history: journal,
      rulesOf: () => rules,
      createEngine: engineWith,
      readEpisodes: (id, since) => readEpisodes(database, id, since),
      failed: (_, error) => failures.push(error)
    })
    const pipeline = createPipeline({
      journal,
      corrector,
      createEngine: async (startedAt) => createEngine({ rules, kindOf: () => 'booster_pump', startedAt, late: corrector.note }),
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
