/** Position reports inside the desk's transactions: planned as the hours begin, judged when they are over, mended by late scans. */
import { createAlarmStore } from '../alarms/alarm-store.ts'
import type { Connection } from '../database/database.ts'
import { groupBy } from '../group-by.ts'
import type { AlarmChange } from '../rules/changes.ts'
import {
  hoursOf,
  isNews,
  nextHour,
  noPosition,
  type PatrolDuty,
  type PositionHour,
  positionGraceMs,
  raisedBySilence,
  reports
} from './position.ts'
import { createPositionStore } from './position-store.ts'
import type { Scan } from './scan.ts'
import { createScanStore } from './scan-store.ts'

export type PositionPorts = {
  /** Guards on shifts that walk patrol and overlap [from, to], ms. May await nothing but `db`. */
  duty: (db: Connection, span: { from: number; to: number }) => Promise<PatrolDuty[]>
  /** Tells a guard that nothing was heard of him, as part of the transaction. */
  remind: (db: Connection, hour: PositionHour) => Promise<void>
}

const dayMs = 86_400_000

/** Plans what began in (since, now], judges what is over. @returns what that means for alarms */
export async function watchPositions(
  db: Connection,
  { duty, remind }: PositionPorts,
  { since, now }: { since: number; now: number }
): Promise<AlarmChange[]> {
  const store = createPositionStore(db)
  const onShift = await duty(db, { from: since, to: now })
  await store.plan(onShift.flatMap((each) => hoursOf(each, { since, now })))
  const changes: AlarmChange[] = []
  const silent = new Set<string>()
  for (const hour of await store.due(now)) {
    const span = { guard: hour.guard, from: hour.from, to: hour.to + positionGraceMs }
    const scans = (await createScanStore(db).ofGuards([span])).get(hour.guard) ?? []
    const isReported = scans.some(({ ts }) => reports(hour, ts))
    await store.judged([hour.id], isReported ? 'reported' : 'missed')
    if (isReported) continue
    if (isNews(hour, now)) await remind(db, hour)
    const before = await store.before(hour)
    if (before?.status !== 'missed' || silent.has(hour.guard)) continue
    silent.add(hour.guard)
    if ((await createAlarmStore(db).standing(noPosition, hour.guard))?.active) continue
    const name = onShift.find(({ guard }) => guard === hour.guard)?.name ?? (await nameOf(db, hour.guard))
    changes.push(raisedBySilence(before, hour, name))
  }
  return changes
}

/** The hours that scans stand for, whenever they come. */
export async function countForPositions(db: Connection, scans: readonly Scan[]): Promise<void> {
  if (scans.length === 0) return
  const store = createPositionStore(db)
  const times = scans.map(({ ts }) => ts)
  const byGuard = groupBy(scans, ({ guard }) => guard)
  const silent = await store.silent([...byGuard.keys()], Math.min(...times), Math.max(...times))
  const heard = silent.filter((hour) => byGuard.get(hour.guard)?.some(({ ts }) => reports(hour, ts)))
  await store.judged(
    heard.map(({ id }) => id),
    'reported'
  )
}

/** When the next hour begins or is to be judged within a day, ms; infinite when nothing is to come. */
export async function nextPosition(db: Connection, { duty }: PositionPorts, now: number): Promise<number> {
  const begins = (await duty(db, { from: now, to: now + dayMs })).map((each) => nextHour(each, now))
  return Math.min((await createPositionStore(db).nextDue()) ?? Number.POSITIVE_INFINITY, ...begins)
}

async function nameOf(db: Connection, guard: string): Promise<string> {
  const row = await db.selectFrom('users').select('name').where('id', '=', guard).executeTakeFirst()
  return row?.name ?? guard
}
