/**
 * Late readings in the alarm history. What came too late to be judged in its place is stored like the rest, and a mark
 * with it. Behind the commits the production engine goes over the equipment's history again, from a time at which its
 * state is on record; between two groups what differs is corrected, together with the mark.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Arrival } from '../../gateway/reading.ts'
import { readsOf } from '../backtest/rule-reads.ts'
import { createStream } from '../backtest/stream.ts'
import { lateHoldMs, type RuleState } from '../rules/alarm-step.ts'
import type { AlarmChange } from '../rules/changes.ts'
import type { Engine } from '../rules/engine.ts'
import type { Rule } from '../rules/rule.ts'
import type { HistorySource } from '../store/history.ts'
import { compare } from './compare.ts'
import { type CourseEpisode, createCourse, createTimeliness, type KnownEpisode, standingAt, startOf, statesAt } from './course.ts'
import { createLateMarks, type LateMark } from './late-marks.ts'

export type CorrectorOptions = {
  history: HistorySource
  /** The rules in force on an equipment. */
  rulesOf: (equipment: string) => readonly Rule[]
  /** A fresh engine with these rules only. */
  createEngine: (rules: readonly Rule[], startedAt: number) => Engine
  /** The alarm history on record: episodes that stand or that were known after `since`. */
  readEpisodes: (equipment: string, since: number) => Promise<readonly KnownEpisode[]>
  failed: (equipment: string, error: unknown) => void
}

export type Correction = { changes: AlarmChange[]; corrected: string[]; late: LateMark[] }

export type Corrector = {
  /** A reading or event that a newer one has overtaken. */
  note(what: { equipment: string; ts: number; receivedAt: number }): void
  /** What was judged, so that a course that is being worked out misses none of it. */
  judged(arrivals: readonly Arrival[]): void
  unsaved(): LateMark[]
  saved(): void
  /** After a start or a failure: what is committed. */
  restore(marks: readonly LateMark[]): void
  /** The rules have changed: what is being worked out begins anew. */
  restart(): void
  /** Begins with what is due; one at a time. */
  tick(engine: Engine, now: number): void
  hasReady(): boolean
  /** Between two groups: brings the engine to what the course came to, and says what that changes. */
  correct(engine: Engine, now: number): Promise<Correction | undefined>
  /** Nothing is marked or being worked out. */
  isIdle(): boolean
}

/** Older ones are stored only (contract §3). */
const oldestMs = 24 * 3_600_000
/** How far a reading may be ahead and still count. */
const aheadMs = 5 * 60_000

type Run = {
  mark: LateMark
  since: number
  rules: readonly Rule[]
  engine: Engine
  course: ReturnType<typeof createCourse>
  timeliness: ReturnType<typeof createTimeliness>
}

export function createCorrector(options: CorrectorOptions): Corrector {
  const { history, readEpisodes } = options
  const marks = createLateMarks()
  /** Of the run that is under way: arrivals judged meanwhile. */
  let meanwhile: Arrival[] | undefined
  let ofRun = ''
  let ready: Run | undefined
  let generation = 0

  /** Silence and test windows run on our clock, and neighbours are not gone over: such rules stay as they were judged live. */
  const isCorrectable = (rule: Rule): boolean => {
    const { order, others, otherKinds } = readsOf([rule])
    return order !== 'arrival' && rule.notDuring === undefined && others.length + otherKinds.length === 0
  }

  async function workOut(mark: LateMark, undecided: number | undefined, now: number): Promise<Run | undefined> {
    const { equipment } = mark
    const rules = options.rulesOf(equipment).filter(isCorrectable)
    if (rules.length === 0) return undefined
    const record = ofRules(await readEpisodes(equipment, mark.since - 2 * oldestMs), rules)
    const { from, warmUpFrom } = startOf({ since: mark.since, undecided, rules, record })
    const { metrics } = readsOf(rules)
    const query = { equipment: [equipment], metrics, heard: false, imported: false, order: 'event' } as const
    const timeliness = createTimeliness()

    async function play(span: { from: number; to: number }, take: (arrival: Arrival) => void): Promise<void> {
      const { series, batches } = history.history({ ...query, ...span })
      const stream = createStream({ series, order: 'event', from: 0 })
      for await (const batch of batches) {
        for (const [index, ts] of batch.readings.ts.entries())
          timeliness.note({ ts, receivedAt: batch.readings.receivedAt[index] ?? ts })
        stream.play(batch, take)
        await nextTurn()
      }
    }

    const past = options.createEngine(rules, warmUpFrom)
    if (warmUpFrom < from) await play({ from: warmUpFrom, to: from }, (arrival) => past.judge([arrival]))
    const engine = options.createEngine(rules, from)
    engine.restore({ ...past.memory(), states: statesAt(from, equipment, record) }, from)
    const course = createCourse(standingAt(from, record), rules)
    await play({ from, to: now + aheadMs }, (arrival) => course.take(engine.judge([arrival])))
    return { mark, since: from, rules, engine, course, timeliness }
  }

  async function run(mark: LateMark, undecided: number | undefined, now: number): Promise<void> {
    const mine = generation
    meanwhile = []
    ofRun = mark.equipment
    try {
      const done = await workOut(mark, undecided, now)
      if (mine !== generation) return
      ready = done ?? {
        mark,
        since: mark.since,
        rules: [],
        engine: options.createEngine([], now),
        course: createCourse([], []),
        timeliness: createTimeliness()
      }
    } catch (error) {
      if (mine !== generation) return
      options.failed(mark.equipment, error)
      begin()
    }
  }

  function begin(): void {
    generation++
    meanwhile = undefined
    ready = undefined
    marks.giveBack()
  }

  /** What was judged while the history was read, in the order of its own time. */
  function catchUp({ engine, course, timeliness, mark }: Run, arrivals: readonly Arrival[], now: number): void {
    const isOf = ({ equipment, quality }: { equipment: string; quality: string }) =>
      equipment === mark.equipment && quality === 'good'
    const readings = arrivals.flatMap((arrival) => arrival.readings.filter(isOf))
    const events = arrivals.flatMap((arrival) => arrival.events.filter(isOf))
    for (const reading of readings) timeliness.note(reading)
    const parts: { ts: number; arrival: Arrival }[] = [
      ...readings.map((each) => ({
        ts: each.ts,
        arrival: { readings: [{ ...each, receivedAt: each.ts }], events: [], presences: [], rejects: [] }
      })),
      ...events.map((each) => ({
        ts: each.ts,
        arrival: { readings: [], events: [{ ...each, receivedAt: each.ts }], presences: [], rejects: [] }
      }))
    ]
    for (const { arrival } of parts.sort((a, b) => a.ts - b.ts)) course.take(engine.judge([arrival]))
    course.take(engine.tick(now))
  }

  return {
    note(what) {
      if (what.receivedAt - what.ts <= oldestMs) marks.note(what)
    },
    judged(arrivals) {
      meanwhile?.push(
        ...arrivals.filter(({ readings, events }) => [...readings, ...events].some(({ equipment }) => equipment === ofRun))
      )
    },
    unsaved: marks.unsaved,
    saved: marks.saved,
    restore(stored) {
      begin()
      marks.restore(stored)
    },
    restart: begin,
    tick(engine, now) {
      if (meanwhile || ready) return
      const mark = marks.takeDue(now)
      if (mark) void run(mark, engine.undecidedSince(mark.equipment), now)
    },
    hasReady: () => ready !== undefined,
    async correct(engine, now) {
      const done = ready
      if (!done) return undefined
      const { equipment } = done.mark
      const record = ofRules(await readEpisodes(equipment, done.mark.since - 2 * oldestMs), done.rules)
      catchUp(done, meanwhile ?? [], now)
      const isLate = ({ episode, clearedAt }: CourseEpisode) => done.timeliness.isLate(episode, clearedAt ?? undefined)
      const course = done.course.episodes()
      const since = record.filter(({ clearedAt }) => clearedAt === null || clearedAt > done.since)
      const headers = new Map(done.rules.map(({ header }) => [header.id, header]))
      const { changes, unsaid } = compare({ equipment, record: since, course, headers, isLate })
      const memory = done.engine.memory()
      const held = new Set(unsaid.map(({ rule }) => rule))
      const states = memory.states.map((each) => (held.has(each.rule) ? { ...each, state: hold(each.state, now) } : each))
      engine.correct(equipment, new Set(headers.keys()), { states, windows: memory.windows ?? [] })
      ready = undefined
      meanwhile = undefined
      return { changes, corrected: [equipment], late: marks.done(equipment) }
    },
    isIdle: () => marks.isEmpty()
  }
}

/** Stands, and is not said before it had time to end. */
function hold(state: string, now: number): string {
  return JSON.stringify({ ...(JSON.parse(state) as RuleState), late: true, due: now + lateHoldMs } satisfies RuleState)
}

function ofRules(episodes: readonly KnownEpisode[], rules: readonly Rule[]): KnownEpisode[] {
  const ids = new Set(rules.map(({ header }) => header.id))
  return episodes.filter(({ rule }) => ids.has(rule))
}
