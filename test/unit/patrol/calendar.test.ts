import { describe, expect, it } from 'vitest'
import { routeSchema } from '../../../server/contract/site.ts'
import { calendarOf } from '../../../server/patrol/calendar.ts'
import { roundsOn } from '../../../server/patrol/plan.ts'
import type { WalkedRound } from '../../../server/patrol/round-store.ts'

const zone = 'Asia/Shanghai'
// 12:00 of the site.
const now = Date.parse('2026-03-04T04:00:00Z')
const night = routeSchema.parse({ id: 'night', name: '夜巡', checkpoints: ['a'], windows: ['08:00-09:00', '22:00-23:00'] })
const [morning] = roundsOn(night, '2026-03-03', zone)
if (!morning) throw new Error('no round')

const shown = (routes: (typeof night)[], walked: WalkedRound[] = [], to = '2026-03-05') =>
  calendarOf({ routes, walked, from: '2026-03-03', to, now, zone }).map(({ id, status }) => `${id} ${status}`)

describe('The plan by days', () => {
  it('leaves out windows that were over and on no record', () => {
    expect(shown([night])).toEqual([
      'night.2026-03-04.2200 planned',
      'night.2026-03-05.0800 planned',
      'night.2026-03-05.2200 planned'
    ])
  })

  it('shows past rounds as they were planned, though the route is gone, and what became of them', () => {
    const walked = [{ round: { ...morning, status: 'planned' as const, due: null }, scans: [] }]
    expect(shown([], walked)).toEqual(['night.2026-03-03.0800 missed'])
  })

  it('shows a week on its first day', () => {
    const weekly = routeSchema.parse({ id: 'weekly', name: '每周', checkpoints: ['a'], times: { count: 2, per: 'week' } })
    expect(shown([weekly], [], '2026-03-16')).toEqual(['weekly.2026-03-09.week planned', 'weekly.2026-03-16.week planned'])
  })
})
