/**
 * Late readings in the alarm history. What came too late to be judged in its place is stored like the rest, and a mark
 * with it. Behind the commits the production engine goes over the equipment's history again, from a time at which its
 * state is on record; between two groups what differs is corrected, together with the mark.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Arrival, EquipmentEvent, Reading } from '../../gateway/reading.ts'
import { lastKnown } from '../backtest/last-known.ts'
import { readsOf } from '../backtest/rule-reads.ts'
import { type KnownEpisode, standingAt, startOf, statesAt } from '../backtest/start-state.ts'
import { createStream } from '../backtest/stream.ts'
import { lateHoldMs, type RuleState, storedOnlyMs } from '../rules/alarm-step.ts'
import type { AlarmChange } from '../rules/changes.ts'
import type { Engine } from '../rules/engine.ts'
import { isStillness } from '../rules/engine-memory.ts'
import type { Rule } from '../rules/rule.ts'
import type { HistorySource } from '../store/history.ts'
import { type ComparedRule, compare } from './compare.ts'
import { type CourseEpisode, createCourse, createTimeliness } from './course.ts'
import { createLateMarks, type LateMark } from './late-marks.ts'

export type CorrectorOptions = {
  history: HistorySource
  /** The rules in force on an equipment. */
  rulesOf: (equipment: string) => readonly Rule[]
  /** Whether a metric reports on change only. */
  onChange?: (equipment: string, metric: string) => boolean
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

/** So far back of a mark the record is read: the episode that stood then must be on it. */
const recordMs = 2 * storedOnlyMs
/** How far a reading may be ahead and still count. */
const aheadMs = 5 * 60_000

type Wanted = { mark: LateMark; undecided: number | undefined; now: number }

type Run = {
  mark: LateMark
  /** The equipment itself, and what its rules look at beside it. */
  seen: ReadonlySet<string>
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
  let ofRun: ReadonlySet<string> = new Set()
  let ready: Run | undefined
  let generation = 0

  /** Silence runs on arrival, and what an anomaly rule had learned by then is not on record: such rules stay as judged live. */
  const isCorrectable = (rule: Rule): boolean => rule.condition.type !== 'anomaly' && readsOf([rule]).order !== 'arrival'

  /** Of this equipment alone: those of its kind are not gone over. */
  function rulesOn(equipment: string): Rule[] {
    return options
      .rulesOf(equipment)
      .filter(isCorrectable)
      .map((rule) => ({ ...rule, scope: { equipment } }))
  }

  async function workOut({ mark, undecided, now }: Wanted, seen: ReadonlySet<string>): Promise<Run | undefined> {
    const { equipment } = mark
    const rules = rulesOn(equipment)
    if (rules.length === 0) return undefined
    const record = ofRules(await readEpisodes(equipment, mark.since - recordMs), rules)
    const { from, warmUpFrom } = startOf({ since: mark.since, undecided, rules, record })
    const { metrics, heard, beside, events } = readsOf(rules, (metric) => options.onChange?.(equipment, metric) ?? false)
    const query = { equipment: [...seen], metrics, heard, imported: false, order: 'event' } as const
    const timeliness = createTimeliness()

    async function play(span: { from: number; to: number }, take: (arrival: Arrival) => void): Promise<void> {
      const { series, batches } = history.history({ ...query, ...span })
      const metricOf = new Map(series.map(({ id, metric }) => [id, metric]))
      const stream = createStream({ series, order: 'event', from: 0, storedOnlyMs })
      for await (const batch of batches) {
        const { series: of, ts, receivedAt } = batch.readings
        for (const [index, at] of ts.entries())
          timeliness.note({ metric: metricOf.get(of[index] ?? -1) ?? '', ts: at, receivedAt: receivedAt[index] ?? at })
        stream.play(batch, take)
        await nextTurn()
      }
    }

    const past = options.createEngine(rules, warmUpFrom)
    if (beside) past.restore(await lastKnown(history, { equipment: [...seen], metrics, events, before: warmUpFrom }), warmUpFrom)
    if (warmUpFrom < from) await play({ from: warmUpFrom, to: from }, (arrival) => past.judge([arrival]))
    const engine = options.createEngine(rules, from)
    const memory = past.memory()
    const still = memory.states.filter(({ rule }) => isStillness(rule))
    engine.restore({ ...memory, states: [...still, ...statesAt(from, equipment, { record, rules })] }, from)
    const course = createCourse(standingAt(from, record), rules)
    await play({ from, to: now + aheadMs }, (arrival) => course.take(engine.judge([arrival])))
    return { mark, seen, since: from, rules, engine, course, timeliness }
  }

  async function run(wanted: Wanted, seen: ReadonlySet<string>): Promise<void> {
    const mine = generation
    const { mark, now } = wanted
    meanwhile = []
    ofRun = seen
    try {
      const done = await workOut(wanted, seen)
      if (mine !== generation) return
      ready = done ?? {
        ...{ mark, seen, since: mark.since, rules: [] },
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
  function catchUp({ engine, course, timeliness, seen }: Run, arrivals: readonly Arrival[], now: number): void {
    const isOf = ({ equipment, quality, ts, receivedAt }: Reading | EquipmentEvent) =>
      seen.has(equipment) && quality === 'good' && receivedAt - ts <= storedOnlyMs
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
      if (what.receivedAt - what.ts <= storedOnlyMs) marks.note(what)
    },
    judged(arrivals) {
      const isSeen = ({ equipment }: { equipment: string }) => ofRun.has(equipment)
      meanwhile?.push(...arrivals.filter(({ readings, events }) => readings.some(isSeen) || events.some(isSeen)))
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
      if (!mark) return
      const { equipment } = mark
      const seen = new Set([equipment, ...engine.neighbours(equipment)])
      void run({ mark, undecided: engine.undecidedSince(equipment), now }, seen)
    },
    hasReady: () => ready !== undefined,
    async correct(engine, now) {
      const done = ready
      if (!done) return undefined
      const { equipment } = done.mark
      const record = ofRules(await readEpisodes(equipment, done.mark.since - recordMs), done.rules)
      catchUp(done, meanwhile ?? [], now)
      const reads = new Map(done.rules.map((rule) => [rule.header.id, readsOf([rule])]))
      const isLate = ({ rule, episode, clearedAt }: CourseEpisode) =>
        done.timeliness.isLate(reads.get(rule)?.metrics ?? [], episode, clearedAt ?? undefined)
      const since = record.filter(({ clearedAt }) => clearedAt === null || clearedAt > done.since)
      const rules = new Map(done.rules.map((rule) => [rule.header.id, toCompared(rule)]))
      const { changes, unsaid } = compare({ equipment, record: since, course: done.course.episodes(), rules, isLate })
      const memory = done.engine.memory()
      const held = new Map(unsaid.map((each) => [each.rule, each]))
      const states = memory.states.map((each) => holdBack(each, held, now))
      engine.correct(equipment, new Set(rules.keys()), { ...memory, states })
      ready = undefined
      meanwhile = undefined
      return { changes, corrected: [equipment], late: marks.done(equipment) }
    },
    isIdle: () => marks.isEmpty()
  }
}

type StoredState = { rule: string; equipment: string; state: string }

/** What stands is not said before it had time to end; of an alarm with stages each of them waits, and it with them. */
function holdBack(stored: StoredState, held: ReadonlyMap<string, CourseEpisode>, now: number): StoredState {
  const [id = '', stage] = stored.rule.split('/')
  const unsaid = held.get(id)
  const state = JSON.parse(stored.state) as RuleState
  if (!unsaid || state.phase === 'pending') return stored
  const isHead = stage === undefined && state.stage !== undefined
  const waits: RuleState = isHead
    ? { ...state, phase: 'pending', since: unsaid.raisedAt, late: true }
    : { ...state, late: true, due: now + lateHoldMs }
  return { ...stored, state: JSON.stringify(waits) }
}

function ofRules(episodes: readonly KnownEpisode[], rules: readonly Rule[]): KnownEpisode[] {
  const ids = new Set(rules.map(({ header }) => header.id))
  return episodes.filter(({ rule }) => ids.has(rule))
}

function toCompared(rule: Rule): ComparedRule {
  const { header, condition, notDuring } = rule
  return {
    header,
    tested: notDuring !== undefined,
    staged: condition.type === 'stages',
    beside: readsOf([rule]).beside
  }
}
