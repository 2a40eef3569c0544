/** November 2025 of three places, in Shanghai; what the patrol report must say of it is worked out by hand in its test. */
import { type RouteInput, routeSchema } from '../../server/contract/site.ts'
import type { Connection } from '../../server/database/database.ts'
import { roundsOn } from '../../server/patrol/plan.ts'
import { createRoundStore } from '../../server/patrol/round-store.ts'
import type { Scan } from '../../server/patrol/scan.ts'
import { createScanStore } from '../../server/patrol/scan-store.ts'
import { site } from './worked-month.ts'

export const night = routeSchema.parse({
  id: 'night',
  name: '夜间巡逻',
  checkpoints: ['gate', 'hall', 'roof'],
  windows: ['22:00-24:00']
})
/** Twice a day, 4 h apart, on two days only. */
export const pumps = routeSchema.parse({
  id: 'pumps',
  name: '泵房巡检',
  type: 'inspection',
  checkpoints: ['pump-room'],
  times: { count: 2, per: 'day', spacing: '4h' },
  season: { from: '11-01', to: '11-02' }
})

const twoDigits = (day: number) => String(day).padStart(2, '0')

export function scanAt(checkpoint: string, time: string, more: Partial<Scan> = {}): Scan {
  const ts = site(time)
  const nothing = { reader: null, note: null, tag: null, tap: null, sun: null, link: null, ticket: null } as const
  return {
    ...nothing,
    id: `${checkpoint} ${time}`,
    checkpoint,
    guard: 'li',
    ts,
    receivedAt: ts,
    result: 'ok',
    assurance: 'uid',
    answers: [],
    comparisons: [],
    photos: [],
    suspect: [],
    ...more
  }
}

/** Of day 1 to 31: what was seen in the night of it; 12-01 is the 31st, and goes on while the report is made. */
function nightScans(day: number): Scan[] {
  const date = day === 31 ? '12-01' : `11-${twoDigits(day)}`
  const gate = scanAt('gate', `${date} 22:10`)
  const hall = scanAt('hall', `${date} 22:20`)
  const roof = scanAt('roof', `${date} 22:30`)
  if (day === 31) return [gate]
  if (day <= 20) return [gate, hall, roof]
  if (day <= 25) return [gate, hall]
  // Nobody came; a scan after midnight belongs to no round.
  if (day <= 28) return day === 26 ? [scanAt('gate', '11-27 00:00')] : []
  // One visit told of twice, and one that is doubtful: it counts.
  if (day === 29) return [gate, scanAt('gate', `${date} 22:10:30`), hall, { ...roof, guard: 'zhao', suspect: ['too_fast'] }]
  // Told a day late, by a phone that was off line.
  return [gate, hall, { ...roof, receivedAt: site('12-01 20:00') }]
}

/** `times`: the second of three comes too soon after the first; on the 2nd nobody came again. */
const pumpScans = ['11-01 08:00', '11-01 09:00', '11-01 13:00', '11-02 08:00', '11-02 09:00'].map((time) =>
  scanAt('pump-room', time)
)

const days = Array.from({ length: 31 }, (_, at) => at + 1)

/** All that was scanned, in the order in which it was told. */
export function scansOfMonth(): Scan[] {
  return [...days.flatMap(nightScans), ...pumpScans].sort((one, other) => one.receivedAt - other.receivedAt)
}

export async function recordPatrolMonth(db: Connection): Promise<void> {
  const dates = days.map((day) => (day === 31 ? '2025-12-01' : `2025-11-${twoDigits(day)}`))
  const planned = (route: RouteInput) => dates.flatMap((date) => roundsOn(route, date, 'Asia/Shanghai'))
  await createRoundStore(db).plan([...planned(night), ...planned(pumps)])
  await createScanStore(db).add(scansOfMonth())
}
