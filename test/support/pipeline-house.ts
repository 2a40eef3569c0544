/** The pipeline with three small rules, a fake clock and a recording desk, over whatever journal a test brings. */
import type { Arrival, Reading } from '../../gateway/reading.ts'
import { createPipeline, type Pipeline } from '../../server/pipeline.ts'
import { createEngine } from '../../server/rules/engine.ts'
import { createStatusBoard, type StatusBoard } from '../../server/status-board.ts'
import type { Journal, ReadingStore, RejectLog } from '../../server/store/reading-store.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { anArrival, aReading } from './field-factories.ts'
import { createRecordingDesk, type RecordingDesk } from './recording-desk.ts'
import { aRule, below } from './rule-factories.ts'

/** `low` raises at once, `slow` after 5 s, `stuck` lasts until it is released. */
const rules = [
  aRule({ id: 'low', condition: below(0.25, 0.28) }),
  aRule({ id: 'slow', condition: below(0.5, null, 'flow'), forMs: 5000 }),
  aRule({ id: 'stuck', condition: { type: 'event', codes: ['entrapment'], until: ['released'] } })
]
const equipment = ['pump-1', 'pump-2', 'lift-1'].map((id) => ({ id, metrics: { outlet_pressure: { sample: 5 } } }))

export type AnyJournal = Journal & ReadingStore & RejectLog & { stop?(): Promise<void> }

export type PipelineHouse = {
  clock: FakeClock
  desk: RecordingDesk
  /** Those of the last start. */
  journal: AnyJournal
  board: StatusBoard
  pipeline: Pipeline
  /** What was told to the screens, and what was reported as a failure. */
  pushed: Reading[]
  failures: unknown[]
  /** `done` when it was acknowledged, else the message of the error it was answered with. */
  deliver(parts: Partial<Arrival>): Promise<string>
  /** Delivers one reading of pump-1, now. */
  measure(value: number, parts?: Partial<Reading>): Promise<string>
  storedPoints(): Promise<unknown[]>
  /** As a crash leaves it: what the pipeline had in memory is gone, the desk's store stays. */
  restart(): Promise<void>
  close(): Promise<void>
}

export async function openPipelineHouse(openJournal: () => Promise<AnyJournal>): Promise<PipelineHouse> {
  const clock = createFakeClock()
  const desk = createRecordingDesk()
  const pushed: Reading[] = []
  const failures: unknown[] = []

  async function start() {
    const journal = await openJournal()
    const board = createStatusBoard({ equipment, now: clock.now })
    const pipeline = createPipeline({
      journal,
      createEngine: async () => createEngine({ rules, kindOf: () => 'booster_pump', startedAt: clock.now() }),
      readCheckpoint: desk.readCheckpoint,
      desk,
      board,
      publisher: { readings: (batch) => pushed.push(...batch), settled: () => undefined },
      statusChanged: () => undefined,
      now: clock.now,
      onCommit: () => undefined,
      onFailure: (error) => failures.push(error)
    })
    await pipeline.start()
    return { journal, board, pipeline }
  }

  const house: PipelineHouse = {
    ...(await start()),
    clock,
    desk,
    pushed,
    failures,
    deliver(parts) {
      return new Promise((resolve) => house.pipeline.accept(anArrival(parts), (error) => resolve(error?.message ?? 'done')))
    },
    measure: (value, parts = {}) => house.deliver({ readings: [aReading({ ts: clock.now(), value, ...parts })] }),
    storedPoints: () =>
      house.journal.range({ equipment: 'pump-1', metric: 'outlet_pressure', from: 0, to: Number.MAX_SAFE_INTEGER, limit: 1000 }),
    async restart() {
      await house.journal.stop?.()
      Object.assign(house, await start())
    },
    close: async () => house.journal.stop?.()
  }
  return house
}
