import { expect, it } from 'vitest'
import { routeSchema } from '../../../server/contract/site.ts'
import { heatOf } from '../../../server/patrol/heat.ts'
import { roundsOn } from '../../../server/patrol/plan.ts'
import { scanAt } from '../../support/patrol-month.ts'

const route = routeSchema.parse({ id: 'night', name: '夜巡', checkpoints: ['gate'], windows: ['22:00-24:00'] })
const zone = 'Asia/Shanghai'

/** A round each night, whose first scan comes so many minutes after its window began. */
function scoreOf(minutes: readonly number[]) {
  const rounds = minutes.map((offset, night) => {
    const date = `11-${String(night + 1).padStart(2, '0')}`
    const [planned] = roundsOn(route, `2025-${date}`, zone)
    if (!planned) throw new Error('no round')
    const scan = { ...scanAt('gate', `${date} 22:00`), ts: planned.from + offset * 60_000 }
    return { round: { ...planned, status: 'planned' as const, due: null }, scans: [scan] }
  })
  return heatOf(rounds, { now: Date.parse('2026-01-01T00:00:00Z'), zone }).habits[0]
}

// An even choice within 120 min spreads by 120 / √12 = 34.64 min.
it.each([
  ['always at the same minute', [30, 30, 30, 30, 30], 0, 1],
  ['30 min to and fro', [30, 90, 30, 90, 30, 90], 30, 0.134],
  ['at the ends of the window, more spread than by chance', [0, 119, 0, 119, 0, 119], 59.5, 0],
  ['too few to tell', [30, 30, 30, 30], null, null]
])('Rounds that begin %s', (_, minutes, spread, score) => {
  const habit = scoreOf(minutes)
  expect(habit?.spreadMinutes).toBe(spread)
  if (score === null) expect(habit?.score).toBeNull()
  else expect(habit?.score).toBeCloseTo(score, 3)
})
