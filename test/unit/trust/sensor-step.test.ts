import { describe, expect, it } from 'vitest'
import { cell, cellsPerSensor, sensorFaults } from '../../../server/trust/cells.ts'
import { freshClock, stepClock } from '../../../server/trust/clock-step.ts'
import type { SensorPhysics } from '../../../server/trust/physics.ts'
import type { Sensor } from '../../../server/trust/sensor.ts'
import { stepSensor } from '../../../server/trust/sensor-step.ts'

const minute = 60_000
const hour = 60 * minute
const start = Date.UTC(2026, 0, 5)
const gauge: SensorPhysics = { moves: 'always', jump: 5, rate: 0.5, top: 100, counter: false, min: -40, max: 120, sample: 60 }
const current: SensorPhysics = { moves: ['running'], jump: 3, idle: 2, counter: false, min: 0, max: 1000, sample: 60 }
const counter: SensorPhysics = { counter: true, min: 0, max: 1e9, sample: 300 }

function sensorOf(physics: SensorPhysics): Sensor {
  const liveSince = physics.moves === 'always' ? -Infinity : Infinity
  return { metric: 'any', physics, cells: new Float64Array(cellsPerSensor), at: 0, liveSince, stoppedSince: Infinity }
}

/** Values a minute apart; what the sensor does is a function of the minute. */
function play(physics: SensorPhysics, minutes: number, valueAt: (minute: number) => number, runs: (minute: number) => boolean) {
  const sensor = sensorOf(physics)
  const said: string[] = []
  for (let at = 0; at < minutes; at++) {
    const ts = start + at * minute
    if (physics.moves !== 'always') {
      sensor.liveSince = runs(at) ? Math.min(sensor.liveSince, ts) : Infinity
      sensor.stoppedSince = runs(at) ? Infinity : Math.min(sensor.stoppedSince, ts)
    }
    const standing = sensor.cells[cell.fault] ?? 0
    const change = stepSensor(sensor, valueAt(at), ts)
    if (change !== 'none') said.push(`${change} ${sensorFaults[(standing || (sensor.cells[cell.fault] ?? 0)) - 1]} ${at}`)
  }
  return said
}

const always = () => true
const never = () => false
/** Two days of a gauge that breathes: a different value each minute, all within 3 of 20. */
const breath = (at: number) => 20 + 2 * Math.sin(at / 100) + ((at * 7919) % 100) / 100
const twoDays = 2880

type Row = {
  what: string
  physics: SensorPhysics
  minutes?: number
  value: (minute: number) => number
  runs?: (minute: number) => boolean
  said: RegExp[]
}
const rows: Row[] = [
  { what: 'a gauge that breathes', physics: gauge, value: breath, said: [] },
  {
    what: 'a gauge that stands still after a day',
    physics: gauge,
    value: (at) => breath(Math.min(at, 2000)),
    said: [/^raised stuck 203\d$/]
  },
  {
    what: 'a gauge that stands still from the start, with nothing learned',
    physics: gauge,
    value: () => 20.1,
    said: [/^raised stuck 1441$/]
  },
  {
    what: 'a gauge that has stood still for 20 min before, and does for 80 min',
    physics: gauge,
    value: (at) => breath(at > 600 && at < 620 ? 600 : at > 2000 && at < 2080 ? 2000 : at),
    said: []
  },
  {
    what: 'a gauge that comes alive again',
    physics: gauge,
    value: (at) => breath(at > 2000 && at < 2200 ? 2000 : at),
    said: [/^raised stuck/, /^cleared stuck 22\d\d$/]
  },
  {
    what: 'a gauge at the end of its range',
    physics: gauge,
    value: (at) => (at < 2000 ? breath(at) : -40),
    said: [/^raised flat/]
  },
  { what: 'a gauge at exactly 0', physics: gauge, value: (at) => (at < 2000 ? breath(at) : 0), said: [/^raised flat/] },
  {
    what: 'a gauge whose last digit still trembles',
    physics: gauge,
    value: (at) => (at < 2000 ? breath(at) : 20 + (at % 2) / 100),
    said: [/^raised flat/]
  },
  {
    what: 'a gauge that leaps now and then and comes back',
    physics: gauge,
    value: (at) => breath(at) + (at > 2000 && at % 6 === 0 ? 25 : 0),
    said: [/^raised jumping 20[12]\d$/]
  },
  {
    what: 'a gauge that leaps once',
    physics: gauge,
    value: (at) => breath(at) + (at === 2000 ? 25 : 0),
    said: []
  },
  {
    what: 'a gauge that goes up as fast as it can and stays',
    physics: gauge,
    value: (at) => breath(at) + (at > 2000 ? 25 : 0),
    said: []
  },
  {
    what: 'a gauge that goes up faster than anything can, and stays',
    physics: gauge,
    value: (at) => breath(at) + (at > 2000 ? 45 : 0),
    said: [/^raised implausible 200\d$/, /^cleared implausible 206\d$/]
  },
  {
    what: 'a gauge above the possible',
    physics: gauge,
    value: (at) => breath(at) + (at > 2000 ? 0.03 * (at - 2000) * 10 : 0),
    said: [/^raised implausible/]
  },
  { what: 'a motor that stands', physics: current, value: () => 0, runs: never, said: [] },
  {
    what: 'a motor that starts and stops each hour',
    physics: current,
    value: (at) => (at % 60 < 20 ? breath(at) : 0),
    runs: (at) => at % 60 < 20,
    said: []
  },
  {
    what: 'a motor that draws current while it stands',
    physics: current,
    value: (at) => (at % 60 < 20 || at > 2000 ? breath(at) : 0),
    runs: (at) => at % 60 < 20 && at <= 2000,
    said: [/^raised implausible/]
  },
  {
    what: 'a motor whose current stays the same to the last digit when it stops',
    physics: current,
    value: (at) => breath(Math.min(at, 2005)),
    runs: (at) => at < 2010,
    said: [/^raised stuck/]
  },
  { what: 'a counter that counts', physics: counter, value: (at) => 1000 + at, runs: never, said: [] },
  { what: 'a counter that stands', physics: counter, value: () => 1000, runs: never, said: [] },
  {
    what: 'a counter that begins anew',
    physics: counter,
    value: (at) => (at < 2000 ? 1000 + at : at - 2000),
    runs: never,
    said: []
  },
  {
    what: 'a counter that loses a part of its count',
    physics: counter,
    value: (at) => (at < 2000 ? 1000 + at : at),
    runs: never,
    said: [/^raised implausible 2000$/, /^cleared implausible 2060$/]
  }
]

describe('a sensor', () => {
  it.each(rows)('$what: $said', ({ physics, minutes = twoDays, value, runs = always, said }) => {
    const heard = play(physics, minutes, value, runs)
    expect(heard).toHaveLength(said.length)
    for (const [index, expected] of said.entries()) expect(heard[index]).toMatch(expected)
  })

  it('is not judged across a gap', () => {
    const sensor = sensorOf(gauge)
    for (let each = 0; each < twoDays; each++) stepSensor(sensor, breath(each), start + each * minute)
    const back = start + twoDays * minute + 50 * hour
    const changes = [0, 1, 2, 3, 4, 5].map((each) => stepSensor(sensor, 60 + breath(each), back + each * minute))
    expect(changes.every((change) => change === 'none')).toBe(true)
  })
})

/** Offset of each message's ts from its arrival, a minute apart, in s. */
const clocks: { what: string; offset: (minute: number) => number; said: RegExp[] }[] = [
  { what: 'right', offset: (at) => -(at % 5), said: [] },
  { what: 'behind by 2 min', offset: () => -120, said: [/^raised 10$/] },
  { what: 'ahead by 1 min', offset: () => 60, said: [/^raised 10$/] },
  { what: 'ahead by an hour, which is stored as skewed', offset: () => 3600, said: [/^raised 10$/] },
  { what: 'losing 10 s a minute', offset: (at) => -10 * at, said: [/^raised 17$/] },
  { what: 'put right after an hour', offset: (at) => (at < 60 ? -120 : 0), said: [/^raised 10$/, /^cleared 69$/] },
  { what: 'right, with a backlog of 3 h sent within 20 min', offset: (at) => Math.min(0, -10_800 + at * 540), said: [] },
  { what: 'right, with two late messages', offset: (at) => (at === 30 || at === 31 ? -600 : 0), said: [] }
]

describe('a clock', () => {
  it.each(clocks)('$what: $said', ({ offset, said }) => {
    const clock = freshClock()
    const heard: string[] = []
    for (let at = 0; at < 120; at++) {
      const now = start + at * minute
      const change = stepClock(clock, now + offset(at) * 1000, now)
      if (change !== 'none') heard.push(`${change} ${at}`)
    }
    expect(heard).toHaveLength(said.length)
    for (const [index, expected] of said.entries()) expect(heard[index]).toMatch(expected)
  })
})
