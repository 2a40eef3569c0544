import { describe, expect, it } from 'vitest'
import { verifySun } from '../../../../server/patrol/sun.ts'
import { record } from '../../../../simulators/guards/page.ts'
import { hindrance, loadPatrol, patrolNames } from '../../../../simulators/guards/patrol-script.ts'
import { createSchedule } from '../../../../simulators/guards/schedule.ts'
import { tapOf } from '../../../../simulators/guards/sun-tag.ts'
import { type Habit, habits, walk } from '../../../../simulators/guards/walk.ts'
import { createRandom } from '../../../../simulators/random.ts'
import { demoSite, midnight } from '../judged-plant.ts'

const hour = 3_600_000
const day = 24 * hour
const route = { id: 'night', checkpoints: ['gate', 'hall', 'roof'], windows: ['22:00-24:00', '02:00-04:00'], days: [] }
const schedule = createSchedule({ routes: [route], zone: 'Asia/Shanghai' })

describe('the schedule of rounds', () => {
  it('has each window that begins in the span, by the clock of the site', () => {
    const walks = schedule.walks('night', midnight, midnight + day)
    expect(walks.map(({ from, to, weekday, index }) => [from - midnight, to - midnight, weekday, index])).toEqual([
      [2 * hour, 4 * hour, 1, 0],
      [22 * hour, 24 * hour, 1, 1]
    ])
    expect(schedule.walks('night', midnight + 2 * hour + 1, midnight + 22 * hour)).toEqual([])
  })

  it('counts on from window to window over midnight', () => {
    const walks = schedule.walks('night', midnight, midnight + 2 * day)
    const [first = 0] = walks.map(({ ordinal }) => ordinal)
    expect(walks.map(({ ordinal, ordinalBefore }) => [ordinal - first, ordinalBefore - first])).toEqual([
      [0, -1],
      [1, 0],
      [2, 1],
      [3, 2]
    ])
  })

  it('leaves out days on which a route is not walked', () => {
    const weekends = createSchedule({ routes: [{ ...route, days: [6, 7] }], zone: 'Asia/Shanghai' })
    expect(weekends.walks('night', midnight, midnight + 5 * day)).toEqual([])
    expect(weekends.walks('night', midnight, midnight + 7 * day)).toHaveLength(4)
  })
})

describe('a walk', () => {
  const [round] = schedule.walks('night', midnight, midnight + day)
  if (!round) throw new Error('no round')
  const walked = (habit: Habit, seed = 1) => walk(round, habit, createRandom(seed))

  it.each(['on_time', 'late', 'finds', 'edits', 'sets_clock'] satisfies Habit[])(
    '"%s" is told of within its window, by the clock of the phone',
    (habit) => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const visits = walked(habit, seed)
        expect(visits.map(({ checkpoint }) => checkpoint)).toEqual(route.checkpoints)
        for (const { clock, at, tellAt } of visits) {
          expect(clock).toBeGreaterThanOrEqual(round.from)
          expect(clock).toBeLessThan(round.to)
          expect(tellAt).toBeGreaterThanOrEqual(at)
        }
      }
    }
  )

  it('has in a short window as many places as in a long one', () => {
    const visits = walk({ ...round, to: round.from + 10 * 60_000 }, 'on_time', createRandom(1))
    expect(visits.every(({ at }) => at < round.from + 10 * 60_000)).toBe(true)
  })

  it('goes by its script', () => {
    expect(walked('late').map(({ tellAt }) => tellAt)).toEqual(Array(3).fill(round.to + 3 * hour))
    expect(walked('skips')).toHaveLength(2)
    expect(walked('hasty').map(({ at }, _, [first]) => at - (first?.at ?? 0))).toEqual([0, 3_000, 6_000])
    expect(walked('finds').filter(({ isHazard }) => isHazard)).toMatchObject([{ result: 'issue' }])
    const late = walked('sets_clock').filter(({ at, clock }) => at !== clock)
    expect(late.map(({ at }) => at > round.to)).toEqual([true, true])
  })

  it('is the same for the same seed', () => {
    for (const habit of Object.keys(habits) as Habit[]) expect(walked(habit)).toEqual(walked(habit))
  })

  it('replays from the second window of a day on, or where there is only one', () => {
    const tricks = (change: object) => walk({ ...round, ...change }, 'replays', createRandom(1)).map(({ trick }) => trick)
    expect(tricks({ index: 0 })).toEqual([null, null, null])
    expect(tricks({ index: 1 })).toEqual(Array(3).fill('old_tap'))
    expect(tricks({ isOnly: true })).toEqual(Array(3).fill('old_tap'))
  })

  it('is recorded as the tags allow: by number, by address, by a tap that counts', () => {
    const sun = { uid: Buffer.from('04A1B2C3D4E5F6', 'hex'), meta: Buffer.alloc(16, 1), file: Buffer.alloc(16, 2) }
    const tagAt = (checkpoint: string) => ({ gate: { uid: '04AA' }, hall: null, roof: { sun } })[checkpoint] ?? null
    const scans = record(walked('on_time'), { guard: 'li', round, tagAt })
    expect(scans.map(({ body }) => [body['via'], body['tag'], typeof body['sun']])).toEqual([
      ['nfc', '04AA', 'undefined'],
      ['qr', undefined, 'undefined'],
      ['url', undefined, 'object']
    ])
    const keys = { meta: sun.meta, file: () => sun.file }
    expect(verifySun(tapOf(sun, round.ordinal), keys)).toEqual({ ok: true, uid: '04A1B2C3D4E5F6', counter: round.ordinal })
    expect(scans[2]?.body['sun']).toEqual(tapOf(sun, round.ordinal))
  })
})

describe('a tag that cannot be copied', () => {
  it('makes of itself what the worked example of the domain sheet says', () => {
    const tag = {
      uid: Buffer.from('04A1B2C3D4E5F6', 'hex'),
      meta: Buffer.from('000102030405060708090A0B0C0D0E0F', 'hex'),
      file: Buffer.from('F0E0D0C0B0A090807060504030201000', 'hex')
    }
    // The MAC does not depend on the random part of the other.
    expect(tapOf(tag, 42).c).toBe('57117B8A6DB4DB79')
  })
})

describe('the patrols that ship', () => {
  it.each(patrolNames())('%s can be walked on the sample site', (name) => {
    const { walkers } = loadPatrol(name)
    expect(walkers.map((plan) => hindrance(plan, demoSite))).toEqual(walkers.map(() => undefined))
  })

  it('name what is missing on another site', () => {
    const [plan] = loadPatrol('ordinary').walkers
    if (!plan) throw new Error('nobody walks')
    expect(hindrance(plan, { ...demoSite, users: [] })).toBe('the site has no user "qian"')
    expect(hindrance(plan, { ...demoSite, routes: [] })).toBe('the site has no route "day"')
    expect(hindrance(plan, { ...demoSite, readers: [] })).toBe('the site has no reader "reader-hand-1"')
  })
})
