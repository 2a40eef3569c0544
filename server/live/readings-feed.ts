/**
 * Which latest values each client has yet to see. What changes between two turns is told once, in its
 * newest state; a client that could not take a turn is given all that changed since its last one.
 * Memory is bounded by the number of series, however slow a client is.
 */
import type { Reading } from '../../gateway/reading.ts'
import type { LiveReadings } from '../contract/events.ts'
import { toLatestValue } from '../present-equipment.ts'

/** The values to tell come from whoever keeps them; a skewed or late reading never shows up there as latest. */
export type LatestReadings = {
  latest(equipment: string): ReadonlyMap<string, Reading> | undefined
  ids(): Iterable<string>
}

/** The turn a client has seen last; `everything` before its first. */
export const everything = -1

export function createReadingsFeed(options: { board: LatestReadings }) {
  const { board } = options
  let pending = new Map<string, Set<string>>()
  /** Turn of the last change per series. */
  const changedAt = new Map<string, Map<string, number>>()
  let turn = 0

  function present(equipment: string, wanted: (metric: string) => boolean): LiveReadings[number] | undefined {
    const latest = board.latest(equipment)
    if (!latest) return undefined
    const values: LiveReadings[number]['values'] = {}
    let any = false
    for (const [metric, reading] of latest) {
      if (!wanted(metric)) continue
      values[metric] = toLatestValue(reading)
      any = true
    }
    return any ? { equipment, values } : undefined
  }

  return {
    /** On the hot path: notes which series changed, no more. */
    note(batch: readonly Reading[]): void {
      let equipment: string | undefined
      let metrics: Set<string> | undefined
      for (const reading of batch) {
        if (reading.equipment !== equipment || metrics === undefined) {
          equipment = reading.equipment
          metrics = pending.get(equipment)
          if (metrics === undefined) {
            metrics = new Set()
            pending.set(equipment, metrics)
          }
        }
        metrics.add(reading.metric)
      }
    },

    /** Ends a turn and returns its number: what was noted up to now belongs to it. */
    next(): number {
      turn += 1
      for (const [equipment, metrics] of pending) {
        let turns = changedAt.get(equipment)
        if (!turns) {
          turns = new Map()
          changedAt.set(equipment, turns)
        }
        for (const metric of metrics) turns.set(metric, turn)
      }
      pending = new Map()
      return turn
    },

    /** The newest values of what changed after that turn, of the watched equipment only when `watch` is given. */
    changesAfter(seen: number, watch?: ReadonlySet<string>): LiveReadings {
      const batch: LiveReadings = []
      const candidates = watch ?? (seen === everything ? board.ids() : changedAt.keys())
      for (const equipment of candidates) {
        const turns = changedAt.get(equipment)
        const wanted = seen === everything ? () => true : (metric: string) => (turns?.get(metric) ?? everything) > seen
        const item = turns || seen === everything ? present(equipment, wanted) : undefined
        if (item) batch.push(item)
      }
      return batch
    },

    /** The last ended turn. */
    get turn(): number {
      return turn
    }
  }
}

export type ReadingsFeed = ReturnType<typeof createReadingsFeed>
