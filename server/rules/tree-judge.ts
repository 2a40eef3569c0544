/**
 * Judges conditions of more than one value: collects the trees that what arrives concerns, and judges each once all of
 * one ts is known; looks again where a verdict may change although nothing arrives.
 */
import type { Reading, Value } from '../../gateway/reading.ts'
import { normalState, type RuleInput } from './alarm-step.ts'
import { deviceTime } from './freshness.ts'
import { judgeTree } from './judge-tree.ts'
import type { EquipmentRules, RuleInstance, SeriesRules } from './rule-index.ts'
import { silenceEnds } from './silence.ts'

export type TreeJudgeOptions = {
  startedAt: number
  feed: (instance: RuleInstance, input: RuleInput) => void
  /** Wakes the instance at that time of our clock, unless it wakes sooner. */
  watch: (instance: RuleInstance, due: number) => void
  /** Runs a rule's work; one that throws is left out from then on. */
  guarded: <Given>(instance: RuleInstance, work: (instance: RuleInstance, given: Given) => void, given: Given) => void
  /** A flag of its test window may have turned. `ts`: of the newest flag. */
  checkTest: (instance: RuleInstance, now: number, ts: number) => void
  /** A value has begun or ceased to stand still. */
  stillnessChanged: (series: SeriesRules) => void
}

export type TreeJudge = {
  /**
   * The newest reading of a series, before that takes it over. `now`: our clock, as everywhere here; left out, it is known
   * from then on, but nothing is judged by it.
   */
  read(series: SeriesRules, reading: Reading, now?: number): void
  /** An event newer than the newest of its code. */
  happen(on: EquipmentRules, code: string, ts: number, now: number): void
  /** Something arrived: silences may be over. */
  touch(instance: RuleInstance): void
  touchTest(instance: RuleInstance): void
  /** All of a message, or of one ts of it, is known. */
  flush(now: number): void
  /** Judges a tree as of the moment it asked for, whenever that is noticed. */
  lookAgain(instance: RuleInstance, at: number): void
  /** Asks to look again when a silence grows long enough or a window slides. */
  watchTree(instance: RuleInstance, now: number): void
}

export function createTreeJudge(options: TreeJudgeOptions): TreeJudge {
  const { startedAt, feed, watch, guarded } = options
  let touched: RuleInstance[] = []
  /** The list that is not in use: two for good, as new ones would be needed at every message. */
  let spare: RuleInstance[] = []
  let tested: RuleInstance[] = []
  let touchedTs: number | undefined

  function turnTo(ts: number, now: number): void {
    if (touchedTs !== undefined && touchedTs !== ts) flush(now)
    touchedTs = ts
  }

  function touch(instance: RuleInstance): void {
    if (instance.touched) return
    instance.touched = true
    touched.push(instance)
  }

  function flush(now: number): void {
    touchedTs = undefined
    if (touched.length > 0) {
      const trees = touched
      touched = spare
      for (const instance of trees) {
        instance.touched = false
        guarded(instance, judgeTouched, now)
      }
      trees.length = 0
      spare = trees
    }
    if (tested.length === 0) return
    const tests = tested
    tested = []
    for (const instance of tests) options.checkTest(instance, now, newestFlag(instance))
  }

  function judgeTouched(instance: RuleInstance, now: number): void {
    judgeAt(instance, now, false)
  }

  /** What is unknown says nothing: the alarm keeps its state. */
  function judgeAt(instance: RuleInstance, now: number, elapsed: boolean): void {
    const { tree } = instance
    if (!tree) return
    const isNormal = instance.state === normalState
    const { verdict, ts, value, limit } = judgeTree(tree, now, startedAt, elapsed, isNormal)
    if (verdict !== 'unknown' && (!isNormal || verdict === 'breach')) {
      feed(instance, { type: 'observed', verdict, ts, receivedAt: now, value, limit })
    }
    watchTree(instance, now)
  }

  function watchTree(instance: RuleInstance, now: number): void {
    const { tree } = instance
    if (!tree || (tree.silent.length === 0 && tree.sliding.length === 0)) return
    let due = Number.POSITIVE_INFINITY
    for (const leaf of tree.leaves) {
      if (leaf.kind !== 'silence') continue
      for (const { on, series } of leaf.sources) {
        const end = silenceEnds(on, series, leaf.leaf.silenceMs, startedAt)
        if (end !== undefined && end > now) due = Math.min(due, end)
      }
    }
    for (const { series, window } of tree.sliding) {
      const exit = window.exit()
      if (exit < Number.POSITIVE_INFINITY) due = Math.min(due, series.judgedAt + (exit - series.judgedTs))
    }
    watch(instance, due)
  }

  /**
   * Stillness is noted when two readings in a row are alike on both sides of a mark: so the newest reading is all that a
   * restart has to know of a value that moves, and stillness is stored but now and then.
   */
  function noteStillness(series: SeriesRules, ts: number, value: Value): void {
    const before = series.heldSince
    if (value !== series.value) series.heldSince = -Infinity
    else if (before === -Infinity && isPastMark(series, ts)) series.heldSince = series.judgedTs
    if (series.heldSince !== before) options.stillnessChanged(series)
  }

  return {
    read(series, { ts, value }, now) {
      if (now !== undefined) turnTo(ts, now)
      for (const window of series.windows) window.add(ts, Number(value))
      if (series.stuckMs > 0) noteStillness(series, ts, value)
      if (now === undefined) return
      for (const instance of series.trees) touch(instance)
      for (const instance of series.tests) tested.push(instance)
    },
    happen(on, code, ts, now) {
      turnTo(ts, now)
      on.eventTs.set(code, ts)
      for (const instance of on.eventTrees) touch(instance)
    },
    touch,
    touchTest: (instance) => void tested.push(instance),
    flush,
    lookAgain(instance, at) {
      for (const { series, window } of instance.tree?.sliding ?? []) window.slide(deviceTime(series, at))
      judgeAt(instance, at, true)
    },
    watchTree
  }
}

function newestFlag({ test }: RuleInstance): number {
  return Math.max(...(test?.flags ?? []).map(({ judgedTs }) => judgedTs))
}

/** Marks in the time that a value has to stand still. */
const marks = 48

function isPastMark({ judgedTs, stuckMs }: SeriesRules, ts: number): boolean {
  const apart = Math.max(1, stuckMs / marks)
  return Math.floor(ts / apart) > Math.floor(judgedTs / apart)
}
