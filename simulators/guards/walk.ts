/** How a guard walks a round, honestly or not. Pure: all chance comes from `rng`. */
import type { Random } from '../random.ts'
import type { PlannedWalk } from './schedule.ts'

/** What a guard does, in the words of the help text. */
export const habits = {
  on_time: 'walks the round, and tells each scan at once',
  late: 'walks it without network, and tells it 3 h after the window',
  skips: 'leaves out one place',
  finds: 'finds something dangerous at one place',
  hasty: 'tells all places within a minute',
  replays: 'stays where he is and tells the taps of the round before; of several windows a day, from the second on',
  edits: 'turns a problem he recorded into "in order" before it is sent',
  sets_clock: 'comes after the window, and sets the clock of his phone back into it'
} as const
export type Habit = keyof typeof habits

/** A guard at a place. Times in ms. */
export type Visit = {
  checkpoint: string
  /** When it was. */
  at: number
  /** What the clock of his phone says then. */
  clock: number
  tellAt: number
  result: 'ok' | 'issue'
  note: string | null
  isHazard: boolean
  /** What he does to the record: shows an old tap, or changes the entry before he sends it. */
  trick: 'old_tap' | 'edited' | null
}

const minute = 60_000
/** From the scan to the server. */
const sendMs = 2_000
const offlineMs = 180 * minute
/** Between two places of somebody who only pretends. */
const hastyMs = 3_000
/** How long after the window somebody turns up who sets his clock. */
const overslept = 20 * minute

export function walk(round: PlannedWalk, habit: Habit, rng: Random): Visit[] {
  const count = round.checkpoints.length
  const start = round.from + rng.between(2, 6) * minute
  // However short the window, an honest round ends within it.
  const longestLeg = ((round.to - start) * 0.8) / count
  let now = start
  const plain = round.checkpoints.map((checkpoint): Visit => {
    const at = Math.round(now)
    now += Math.min(rng.between(2, 4) * minute, longestLeg)
    return { checkpoint, at, clock: at, tellAt: at + sendMs, result: 'ok', note: null, isHazard: false, trick: null }
  })
  /** The place that something happens at; never the first where there are more. */
  const chosen = count > 1 ? 1 + Math.floor(rng.next() * (count - 1)) : 0
  const change = (fields: Partial<Visit>) => plain.map((visit, index) => (index === chosen ? { ...visit, ...fields } : visit))
  switch (habit) {
    case 'on_time':
      return plain
    case 'late':
      return plain.map((visit) => ({ ...visit, tellAt: round.to + offlineMs }))
    case 'skips':
      return plain.filter((_, index) => index !== chosen)
    case 'finds':
      return change({ result: 'issue', note: '消防通道被杂物占用', isHazard: true })
    case 'hasty':
      return plain.map((visit, index) => shifted(visit, Math.round(start) + index * hastyMs))
    case 'replays':
      return plain.map((visit) => ({ ...visit, trick: round.index > 0 || round.isOnly ? 'old_tap' : null }))
    case 'edits':
      return change({ result: 'issue', note: '灯不亮', trick: 'edited' }).map((visit) => ({ ...visit, tellAt: round.to }))
    case 'sets_clock':
      return plain.map((visit, index) => {
        const slept = round.to + overslept - start
        const tellAt = round.to + offlineMs
        return index === 0 ? { ...visit, tellAt } : { ...visit, at: Math.round(visit.at + slept), tellAt }
      })
  }
}

function shifted(visit: Visit, at: number): Visit {
  return { ...visit, at, clock: at, tellAt: at + sendMs }
}
