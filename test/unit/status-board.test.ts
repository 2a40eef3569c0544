import { describe, expect, test } from 'vitest'
import type { Reading } from '../../gateway/reading.ts'
import type { Alarm } from '../../server/alarms/alarm.ts'
import { silenceLimit } from '../../server/equipment-status.ts'
import { createStatusBoard } from '../../server/status-board.ts'
import { anAlarm } from '../support/an-alarm.ts'

const minute = 60_000

function buildBoard() {
  const clock = { now: 1_763_800_000_000 }
  const board = createStatusBoard({
    equipment: [
      { id: 'pump-1', metrics: { outlet_pressure: { sample: 10 }, running: {} } },
      { id: 'slow-1', metrics: { temperature: { sample: 600 } } },
      { id: 'door-1', metrics: { open: {} } }
    ],
    now: () => clock.now
  })
  const reading = (change: Partial<Reading> = {}): Reading => ({
    equipment: 'pump-1',
    metric: 'outlet_pressure',
    ts: clock.now,
    value: 0.4,
    receivedAt: clock.now,
    quality: 'good',
    ...change
  })
  const status = (id = 'pump-1') => board.snapshot(id)?.status
  return { clock, board, reading, status }
}

const alarm = (change: Partial<Alarm> = {}): Alarm => anAlarm({ id: 'al-1', ...change })

describe('status', () => {
  test('equipment never heard of is offline, and normal with its first reading', () => {
    const { board, reading, status } = buildBoard()
    expect(board.snapshot('pump-1')).toMatchObject({ status: 'offline', presence: 'never', lastSeenAt: null })
    expect(board.applyReadings([reading()])).toEqual(['pump-1'])
    expect(status()).toBe('normal')
    expect(board.applyReadings([reading({ ts: reading().ts + 1 })])).toEqual([])
  })

  const rows = [
    { severity: 'critical', expected: 'alarm' },
    { severity: 'major', expected: 'alarm' },
    { severity: 'minor', expected: 'warning' },
    { severity: 'info', expected: 'normal' }
  ] as const
  test.each(rows)('an active $severity alarm shows as $expected and its clear as normal', ({ severity, expected }) => {
    const { board, reading, status } = buildBoard()
    board.applyReadings([reading()])
    expect(board.applyAlarms([alarm({ severity })])).toEqual(expected === 'normal' ? [] : ['pump-1'])
    expect(status()).toBe(expected)
    board.applyAlarms([alarm({ severity, active: false, state: 'returned' })])
    expect(status()).toBe('normal')
  })

  test('an alarm outweighs offline, offline outweighs a warning', () => {
    const { board, status } = buildBoard()
    board.applyAlarms([alarm({ severity: 'minor' })])
    expect(status()).toBe('offline')
    board.applyAlarms([alarm({ id: 'al-2', severity: 'major' })])
    expect(status()).toBe('alarm')
  })

  test('the offline alarm itself is no alarm, however severe', () => {
    const { board, reading, status } = buildBoard()
    board.applyReadings([reading()])
    board.applyAlarms([alarm({ rule: 'elevator.offline', severity: 'major' })])
    expect(status()).toBe('offline')
  })

  test('follows the standing alarms when they are learnt anew', () => {
    const { board, reading, status } = buildBoard()
    board.applyReadings([reading()])
    board.applyAlarms([alarm()])
    expect(board.replaceAlarms([])).toEqual(['pump-1'])
    expect(status()).toBe('normal')
    expect(board.replaceAlarms([alarm({ id: 'al-2', severity: 'minor' })])).toEqual(['pump-1'])
    expect(status()).toBe('warning')
  })
})

describe('presence', () => {
  test('said to be gone, it is offline at once, until something newer arrives', () => {
    const { clock, board, reading, status } = buildBoard()
    board.applyReadings([reading()])
    expect(board.applyPresence([{ equipment: 'pump-1', online: false, receivedAt: clock.now }])).toEqual(['pump-1'])
    expect(status()).toBe('offline')
    expect(board.applyReadings([reading()])).toEqual([])
    clock.now += 1
    expect(board.applyReadings([reading()])).toEqual(['pump-1'])
    expect(status()).toBe('normal')
  })

  test('said to be online, it is there without a reading', () => {
    const { clock, board } = buildBoard()
    expect(board.applyPresence([{ equipment: 'door-1', online: true, receivedAt: clock.now }])).toEqual(['door-1'])
    expect(board.snapshot('door-1')).toMatchObject({ status: 'normal', lastSeenAt: clock.now })
  })

  test('an event proves that equipment is there', () => {
    const { clock, board, status } = buildBoard()
    expect(board.applyHeard([{ equipment: 'door-1', receivedAt: clock.now }])).toEqual(['door-1'])
    expect(status('door-1')).toBe('normal')
  })

  test('silence counts after 5 min, or three periods of a slow one, and never for what reports on change', () => {
    const { clock, board, reading } = buildBoard()
    for (const equipment of ['pump-1', 'slow-1', 'door-1']) board.applyReadings([reading({ equipment })])
    clock.now += 5 * minute
    expect(board.sweep()).toEqual([])
    clock.now += 1
    expect(board.sweep()).toEqual(['pump-1'])
    expect(board.sweep()).toEqual([])
    clock.now += 25 * minute
    expect(board.sweep()).toEqual(['slow-1'])
    clock.now += 24 * 60 * minute
    expect(board.sweep()).toEqual([])
  })

  test('the shortest period of a kind decides', () => {
    expect(silenceLimit({ id: 'a', metrics: { one: { sample: 300 }, two: { sample: 900 }, three: {} } })).toBe(15 * minute)
  })
})

describe('latest', () => {
  test('is the greatest ts; late and skewed readings change nothing but when it was last seen', () => {
    const { clock, board, reading } = buildBoard()
    const first = reading()
    board.applyReadings([first])
    clock.now += 1000
    board.applyReadings([
      reading({ ts: first.ts - 1, value: 1 }),
      reading({ ts: clock.now + 6 * minute, value: 2, quality: 'skewed' })
    ])
    expect(board.snapshot('pump-1')?.latest.get('outlet_pressure')).toEqual(first)
    expect(board.snapshot('pump-1')?.lastSeenAt).toBe(clock.now)
  })

  test('tells what came ahead of time, until that metric is right again', () => {
    const { clock, board, reading } = buildBoard()
    const ahead = reading({ ts: clock.now + 6 * minute, quality: 'skewed' })
    board.applyReadings([ahead, reading({ metric: 'flow', value: 1 })])
    expect([...(board.snapshot('pump-1')?.skewed ?? [])]).toEqual([['outlet_pressure', ahead]])
    board.applyReadings([reading({ ts: clock.now })])
    expect(board.snapshot('pump-1')?.skewed.size).toBe(0)
  })

  test('unknown equipment is passed over', () => {
    const { board, reading } = buildBoard()
    expect(board.applyReadings([reading({ equipment: 'nobody' }), reading()])).toEqual(['pump-1'])
    expect(board.snapshot('nobody')).toBeUndefined()
  })
})

test('restored, it stands where it stood and tells only what changes from there', () => {
  const { clock, board, reading, status } = buildBoard()
  board.restore({
    latest: [reading({ ts: clock.now - minute })],
    heard: [
      { equipment: 'pump-1', receivedAt: clock.now - minute, online: null },
      { equipment: 'door-1', receivedAt: clock.now - minute, online: false }
    ],
    alarms: [alarm(), alarm({ id: 'al-2', equipment: 'slow-1', active: false })]
  })
  expect([status('pump-1'), status('slow-1'), status('door-1')]).toEqual(['alarm', 'offline', 'offline'])
  expect(board.sweep()).toEqual([])
  expect(board.applyReadings([reading({ equipment: 'door-1', metric: 'open', value: true })])).toEqual(['door-1'])
})

describe('the quality of a latest value', () => {
  const sensor = (rule: string, change: Partial<Alarm> = {}) => alarm({ id: rule, rule, severity: 'minor', ...change })
  const quality = (board: ReturnType<typeof buildBoard>['board'], metric = 'outlet_pressure') =>
    board.latest('pump-1')?.get(metric)?.quality

  const rows = [
    { rule: 'sensor.stuck.outlet_pressure', shown: 'stuck' },
    { rule: 'sensor.implausible.outlet_pressure', shown: 'implausible' },
    { rule: 'sensor.skewed', shown: 'skewed' },
    { rule: 'sensor.stuck.running', shown: 'good' },
    { rule: 'booster_pump.outlet_low', shown: 'good' }
  ]
  test.each(rows)('is $shown while $rule stands, for values before and after, and good again with its end', ({ rule, shown }) => {
    const { board, reading } = buildBoard()
    board.applyReadings([reading()])
    board.applyAlarms([sensor(rule)])
    expect(quality(board)).toBe(shown)
    board.applyReadings([reading({ ts: reading().ts + 1 })])
    expect(quality(board)).toBe(shown)
    board.applyAlarms([sensor(rule, { active: false, state: 'returned' })])
    expect(quality(board)).toBe('good')
  })

  test('is restored with the standing alarms, and lost with the equipment', () => {
    const { board, reading } = buildBoard()
    board.restore({ latest: [reading()], heard: [], alarms: [sensor('sensor.flat.outlet_pressure')] })
    expect(quality(board)).toBe('flat')
    board.untrack('pump-1')
    board.track({ id: 'pump-1', metrics: {} })
    expect(quality(board)).toBe('good')
  })
})
