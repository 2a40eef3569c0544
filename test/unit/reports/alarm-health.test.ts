import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlarmHealth } from '../../../server/contract/alarm-health.ts'
import { createHealthTally, type HealthScope } from '../../../server/reports/alarm-health.ts'
import type { AlarmTransition } from '../../../server/reports/alarm-transition.ts'
import { defaultShifts } from '../../../server/reports/shifts.ts'
import { figure } from '../../../server/reports/yardsticks.ts'
import { type AlarmDiary, createAlarmDiary } from '../../support/alarm-diary.ts'

/** Midnight in Shanghai. */
const start = Date.parse('2026-03-02T00:00:00+08:00')
const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

type Asked = Partial<HealthScope> & { steps: readonly AlarmTransition[] }

function health({ steps, ...asked }: Asked): AlarmHealth {
  const scope = {
    from: start,
    to: start + day,
    now: start + 10 * day,
    timezone: 'Asia/Shanghai',
    shifts: defaultShifts,
    ...asked
  }
  const tally = createHealthTally(scope)
  for (const step of steps) tally.add(step)
  return tally.result()
}

function diaryOf(write: (diary: AlarmDiary) => void): AlarmTransition[] {
  const diary = createAlarmDiary()
  write(diary)
  return diary.steps()
}

/** One raise of each of `count` alarms, a second apart. */
function burst(diary: AlarmDiary, at: number, count: number): void {
  for (let index = 0; index < count; index++) diary.raise(`burst@unit-${index}`, at + index * second)
}

/**
 * A day worked out by hand:
 * - 01:00 door.open@door-1 five times at 10 s intervals, each for 4 s: it chatters once (from the third raise on), and
 *   is fleeting five times;
 * - 09:00 twelve alarms in one bin, 09:10 six, 09:20 four: a flood of 20 min with 18 raises, one busy bin;
 * - pump.low@pump-1 raised the day before at 06:00, cleared at 10:00: stale from 06:00, for 4 h;
 * - 20:00 a critical alarm, acknowledged after 120 s, cleared after an hour.
 */
const handmade = diaryOf((diary) => {
  diary.raise('pump.low@pump-1', start - 18 * hour, { severity: 'major' })
  for (let index = 0; index < 5; index++) {
    diary.raise('door.open@door-1', start + hour + index * 10 * second, { severity: 'info' })
    diary.clear('door.open@door-1', start + hour + index * 10 * second + 4 * second)
  }
  burst(diary, start + 9 * hour, 12)
  for (let index = 0; index < 6; index++) diary.raise(`second@unit-${index}`, start + 9 * hour + 11 * minute)
  for (let index = 0; index < 4; index++) diary.raise(`third@unit-${index}`, start + 9 * hour + 21 * minute)
  diary.clear('pump.low@pump-1', start + 10 * hour)
  diary.raise('lift.stuck@lift-1', start + 20 * hour, { severity: 'critical' })
  diary.acknowledge('lift.stuck@lift-1', start + 20 * hour + 2 * minute)
  diary.clear('lift.stuck@lift-1', start + 21 * hour)
})

describe('a day worked out by hand', () => {
  const report = health({ steps: handmade })

  it('counts 28 raises: 5 + 12 + 6 + 4 + 1', () => {
    expect(report).toMatchObject({ raises: 28, annunciated: 28 })
    expect(report.figures.ratePer10min).toMatchObject({ value: 28 / 144, count: 28, of: 144, goal: 1, verdict: 'good' })
  })

  it('finds the flood, its time and the busy bin', () => {
    const from = new Date(start + 9 * hour).toISOString()
    expect(report.floods).toEqual([{ from, to: new Date(start + 9 * hour + 20 * minute).toISOString(), raises: 18 }])
    expect(report.figures.flood).toMatchObject({ value: 20 / 1440, count: 20, of: 1440, verdict: 'poor' })
    expect(report.figures.busyBins).toMatchObject({ value: 1 / 144, count: 1, of: 144, verdict: 'good' })
  })

  it('names what chatters, flits and stands', () => {
    expect(report.figures.chattering).toMatchObject({ value: 1, count: 1, of: 24, verdict: 'poor' })
    expect(report.figures.fleeting).toMatchObject({ value: 5, count: 5, of: 7, verdict: 'poor' })
    expect(report.figures.stale).toMatchObject({ value: 1, count: 1, of: 25, verdict: 'good' })
  })

  it('lists the bad actors, worst first', () => {
    expect(report.badActors).toMatchObject([
      {
        rule: 'door.open',
        equipment: 'door-1',
        raises: 5,
        share: 5 / 28,
        chattering: 1,
        fleeting: 5,
        stale: false,
        minutes: 0.3
      },
      { rule: 'pump.low', equipment: 'pump-1', severity: 'major', raises: 0, share: 0, stale: true, minutes: 600 }
    ])
  })

  it('weighs the ten most frequent, the severities and the acknowledgements', () => {
    expect(report.figures.topTen).toMatchObject({ value: 14 / 28, count: 14, of: 28, verdict: 'none' })
    expect(report.figures.mtta).toMatchObject({ value: 120, count: 1, of: 28, verdict: 'good' })
    expect(report.priorityMix.map(({ severity, count, goal }) => [severity, count, goal])).toEqual([
      ['critical', 1, 0.01],
      ['major', 0, 0.05],
      ['minor', 22, 0.15],
      ['info', 5, 0.8]
    ])
  })

  it('tells it by shift and over time', () => {
    expect(report.shifts).toEqual([
      { shift: '00:00-08:00', raises: 5, ratePer10min: 5 / 48 },
      { shift: '08:00-16:00', raises: 22, ratePer10min: 22 / 48 },
      { shift: '16:00-24:00', raises: 1, ratePer10min: 1 / 48 }
    ])
    expect(report.binMinutes).toBe(10)
    expect(report.timeline.map(([at, count]) => [(at - start) / hour, count])).toEqual([
      [1, 5],
      [9, 12],
      [9 + 1 / 6, 6],
      [9 + 1 / 3, 4],
      [20, 1]
    ])
  })

  it('of one shift counts that shift only', () => {
    const night = health({ steps: handmade, shift: '00:00-08:00' })
    expect(night).toMatchObject({ shift: '00:00-08:00', raises: 5, floods: [] })
    expect(night.figures.ratePer10min).toMatchObject({ count: 5, of: 48 })
    expect(night.figures.flood).toMatchObject({ value: 0, of: 480 })
    // Stale from 06:00 on.
    expect(night.figures.stale).toMatchObject({ value: 1, count: 1 })
    expect(health({ steps: handmade, shift: '16:00-24:00' }).figures.stale).toMatchObject({ value: 0, count: 0 })
  })
})

const empty = { value: null, verdict: 'none' }

describe('without data', () => {
  it.each([
    ['a span that lies ahead', { steps: [], from: start + 20 * day, to: start + 21 * day }],
    ['a span before the first record', { steps: [], since: start + 2 * day }],
    ['a shift that has no hour in the span', { steps: [], from: start, to: start + hour, shift: '16:00-24:00' }]
  ])('%s has no figures', (_, asked) => {
    expect(Object.values(health(asked).figures)).toEqual(
      Object.values(health(asked).figures).map(() => expect.objectContaining(empty))
    )
  })

  it.each([
    [49, 'none'],
    [50, 'poor']
  ])('the ten most frequent of %i raises are %s', (raises, verdict) => {
    expect(figure('topTen', 0.5, raises / 2, raises)).toMatchObject({ value: 0.5, verdict })
  })

  it('a quiet day has a rate of 0, and nothing to divide by where raises are the whole', () => {
    const { figures, priorityMix } = health({ steps: [] })
    expect(figures).toMatchObject({
      ratePer10min: { value: 0 },
      flood: { value: 0 },
      fleeting: { value: 0 },
      topTen: empty,
      mtta: empty
    })
    expect(priorityMix.map(({ share }) => share)).toEqual([null, null, null, null])
  })

  it('time that is still to come, or before the first record, is not counted as quiet', () => {
    const steps = diaryOf((diary) => burst(diary, start + 6 * hour, 6))
    const { figures } = health({ steps, since: start + 6 * hour, now: start + 7 * hour })
    expect(figures.ratePer10min).toMatchObject({ value: 1, count: 6, of: 6 })
  })
})

describe('chattering', () => {
  const raises = (at: readonly number[], actors = ['a@x']) =>
    diaryOf((diary) => {
      for (const actor of actors) for (const seconds of at) diary.raise(actor, start + seconds * second)
    })
  it.each([
    { at: [0, 30], times: 0 },
    { at: [0, 30, 59], times: 1 },
    { at: [0, 30, 60], times: 0 },
    { at: [0, 10, 20, 30, 40, 50, 60, 70], times: 1 },
    { at: [0, 10, 20, 200, 210, 220], times: 2 },
    { at: [-40, -20, 10], times: 1 },
    { at: [-60, -40, -20, 10], times: 0 }
  ])('raises at $at s chatter $times times', ({ at, times }) => {
    expect(health({ steps: raises(at) }).figures.chattering.value).toBe(times)
  })

  it('belongs to one rule on one equipment', () => {
    expect(health({ steps: raises([0, 1], ['a@x', 'a@y', 'b@x']) }).figures.chattering.value).toBe(0)
  })

  it('goes by the device’s time: what a batch brings at once was minutes apart', () => {
    const steps = diaryOf((diary) => {
      for (let index = 0; index < 3; index++) diary.raise('a@x', start + hour, { raisedAt: start + index * minute })
    })
    expect(health({ steps }).figures.chattering.value).toBe(0)
  })
})

describe('fleeting', () => {
  const once = (ms: number, write: (diary: AlarmDiary) => void = () => undefined) =>
    diaryOf((diary) => {
      diary.raise('a@x', start)
      write(diary)
      diary.clear('a@x', start + ms)
    })
  it.each([
    ['9.999 s', once(9_999), 1],
    ['10 s', once(10_000), 0],
    ['5 s, acknowledged meanwhile', once(5_000, (diary) => diary.acknowledge('a@x', start + second)), 0],
    ['5 s, shelved meanwhile', once(5_000, (diary) => diary.shelve('a@x', start + second, start + 2 * second)), 0]
  ])('an alarm of %s counts %#', (_, steps, times) => {
    expect(health({ steps }).figures.fleeting).toMatchObject({ value: times, count: times, of: 1 })
  })

  it('goes by the device’s time', () => {
    const steps = diaryOf((diary) => {
      diary.raise('a@x', start + hour, { raisedAt: start })
      diary.clear('a@x', start + hour, start + 20 * second)
    })
    expect(health({ steps }).figures.fleeting.value).toBe(0)
  })
})

describe('stale', () => {
  const scope = { from: start, to: start + 7 * day, now: start + 7 * day }
  it.each([
    ['for a day exactly', 0, day, 0],
    ['for a moment more', 0, day + 1, 1],
    ['since before the span', -3 * day, hour, 1],
    ['stale before the span only', -3 * day, 0, 0]
  ])('an alarm %s', (_, from, to, alarms) => {
    const steps = diaryOf((diary) => {
      diary.raise('a@x', start + from)
      diary.clear('a@x', start + to)
    })
    expect(health({ steps, ...scope }).figures.stale).toMatchObject({ value: alarms, count: alarms })
  })

  it('a break starts the day anew', () => {
    const steps = diaryOf((diary) => {
      diary.raise('a@x', start)
      diary.clear('a@x', start + 20 * hour)
      diary.raise('a@x', start + 21 * hour)
      diary.clear('a@x', start + 40 * hour)
    })
    expect(health({ steps, ...scope }).figures.stale.value).toBe(0)
  })

  it('what is shelved is dealt with: it is stale again only when it is back in sight', () => {
    const steps = diaryOf((diary) => {
      diary.raise('a@x', start)
      diary.shelve('a@x', start + 23 * hour, start + 31 * hour)
      diary.clear('a@x', start + 32 * hour)
    })
    expect(health({ steps, ...scope, to: start + 31 * hour }).figures.stale.value).toBe(0)
    expect(health({ steps, ...scope }).figures.stale.value).toBe(1)
  })

  it('counts the worst day of the site, and an alarm once a day', () => {
    const steps = diaryOf((diary) => {
      for (let index = 0; index < 6; index++) diary.raise(`a@${index}`, start - 2 * day)
      for (let index = 0; index < 4; index++) diary.clear(`a@${index}`, start + 2 * day)
    })
    expect(health({ steps, ...scope }).figures.stale).toMatchObject({ value: 6, count: 6, of: 6, verdict: 'poor' })
    expect(health({ steps, ...scope, from: start + 2 * day }).figures.stale).toMatchObject({
      value: 2,
      count: 2,
      verdict: 'good'
    })
  })
})

describe('floods', () => {
  const bins = (counts: number[]) =>
    diaryOf((diary) => {
      for (const [bin, count] of counts.entries()) burst(diary, start + bin * 10 * minute, count)
    })
  it.each([
    { counts: [10], minutes: 0 },
    { counts: [11], minutes: 10 },
    { counts: [11, 5, 5, 4, 11], minutes: 40 },
    { counts: [11, 0, 5], minutes: 10 },
    { counts: [9, 10, 9], minutes: 0 }
  ])('bins of $counts raises are $minutes min of flood', ({ counts, minutes }) => {
    expect(health({ steps: bins(counts) }).figures.flood.count).toBe(minutes)
  })

  it('one that began before the span goes on in it', () => {
    const steps = bins([11, 6, 6])
    const report = health({ steps, from: start + 10 * minute })
    expect(report.floods).toMatchObject([{ from: new Date(start + 10 * minute).toISOString(), raises: 12 }])
  })

  it('a bin that is not over starts one and ends none', () => {
    const now = start + 25 * minute
    expect(health({ steps: bins([11, 6, 1]), now }).figures.flood.count).toBe(25)
    expect(health({ steps: bins([11, 6, 1]), now: now + 5 * minute }).figures.flood.count).toBe(20)
    expect(health({ steps: bins([0, 0, 11]), now }).figures.flood.count).toBe(5)
  })

  it('what the flood itself silenced keeps it going; what is silenced for another reason does not', () => {
    const silenced = (by: string) =>
      diaryOf((diary) => {
        burst(diary, start, 11)
        for (let index = 0; index < 8; index++) {
          diary.raise(`b@${index}`, start + 12 * minute, { state: 'suppressed' })
          diary.suppress(`b@${index}`, start + 12 * minute, by)
        }
      })
    expect(health({ steps: silenced('flood') })).toMatchObject({ annunciated: 11, raises: 19, figures: { flood: { count: 20 } } })
    expect(health({ steps: silenced('test') }).figures.flood.count).toBe(10)
  })
})

describe('acknowledgement', () => {
  it('is counted from the first call that went unanswered', () => {
    const steps = diaryOf((diary) => {
      diary.raise('a@x', start)
      diary.clear('a@x', start + minute)
      diary.raise('a@x', start + 2 * minute)
      diary.acknowledge('a@x', start + 5 * minute)
      diary.clear('a@x', start + 6 * minute)
      diary.raise('a@x', start + hour)
      diary.acknowledge('a@x', start + hour + minute)
    })
    expect(health({ steps }).figures.mtta).toMatchObject({ value: 180, count: 2, of: 3 })
  })
})

describe('late alarms', () => {
  it('called nobody and are in no figure', () => {
    const steps = diaryOf((diary) => {
      for (let index = 0; index < 20; index++)
        diary.raise('a@x', start + index * second, { late: true, raisedAt: start - 3 * day })
    })
    const report = health({ steps })
    expect(report).toMatchObject({ raises: 0, annunciated: 0, badActors: [], floods: [] })
    expect(report.figures.ratePer10min).toMatchObject({ value: 0 })
  })
})

describe('adjacent windows', () => {
  /** What one alarm does next: quiet, then active, perhaps acknowledged on the way; in ms. */
  const episode = fc.record({
    quiet: fc.oneof(fc.nat(20 * second), fc.nat(day)),
    active: fc.oneof(fc.integer({ min: 1, max: 15 * second }), fc.nat(2 * day)),
    acknowledged: fc.boolean()
  })
  const lives = fc.array(fc.array(episode, { maxLength: 20 }), { minLength: 1, maxLength: 15 })
  const cuts = fc.tuple(fc.nat(7 * day), fc.nat(7 * day), fc.nat(7 * day)).map((cut) => cut.sort((a, b) => a - b))

  it('add up, wherever they are cut', () => {
    fc.assert(
      fc.property(lives, cuts, (alarms, [from, middle, to]) => {
        const steps = diaryOf((diary) => {
          for (const [unit, episodes] of alarms.entries()) {
            let at = start
            for (const { quiet, active, acknowledged } of episodes) {
              at += quiet
              diary.raise(`rule@${unit}`, at)
              if (acknowledged) diary.acknowledge(`rule@${unit}`, at + active / 2)
              at += active
              diary.clear(`rule@${unit}`, at)
            }
          }
        })
        const of = (begin: number, end: number) => health({ steps, from: start + begin, to: start + end })
        const whole = of(from, to)
        const parts = [of(from, middle), of(middle, to)]
        for (const figure of Object.values(addable)) expect(sum(parts.map(figure))).toBeCloseTo(figure(whole), 6)
        for (const parted of [whole.shifts.map(({ raises }) => raises), whole.priorityMix.map(({ count }) => count)]) {
          expect(sum(parted)).toBe(whole.raises)
        }
        expect(sum(whole.timeline.map(([, count]) => count))).toBe(whole.raises)
      }),
      { numRuns: 60 }
    )
  })

  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const addable: Record<string, (report: AlarmHealth) => number> = {
    raises: ({ raises }) => raises,
    annunciated: ({ annunciated }) => annunciated,
    chattering: ({ figures }) => figures.chattering.value ?? 0,
    fleeting: ({ figures }) => figures.fleeting.count,
    activations: ({ figures }) => figures.fleeting.of,
    busyBins: ({ figures }) => figures.busyBins.count,
    bins: ({ figures }) => figures.busyBins.of,
    acknowledged: ({ figures }) => figures.mtta.count,
    waited: ({ figures }) => (figures.mtta.value ?? 0) * figures.mtta.count,
    floodTime: ({ floods }) => sum(floods.map(({ from, to }) => Date.parse(to) - Date.parse(from)))
  }
})
