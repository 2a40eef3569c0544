/** Late readings give the alarm history of a day on which nothing was late (I02). */
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Reading } from '../../gateway/reading.ts'
import type { Rule } from '../../server/rules/rule.ts'
import { aReading } from '../support/field-factories.ts'
import { cleanRun, type LateHouse, openLateHouse } from '../support/late-house.ts'
import { above, aRule, below } from '../support/rule-factories.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const start = Date.UTC(2025, 10, 20, 8)

let house: LateHouse
afterEach(() => house.close())

const rules: Rule[] = [
  aRule({ id: 'low', condition: below(0.25, 0.3), forMs: 15 * second, clearForMs: 30 * second }),
  aRule({ id: 'high', condition: above(0.45) }),
  aRule({ id: 'off', condition: { type: 'equals', metric: 'running', value: false, negate: false }, forMs: 20 * second })
]

/** A value every 10 s. */
function series(values: readonly number[], from = start): Reading[] {
  return values.map((value, index) => aReading({ ts: from + index * 10 * second, value }))
}
const arriving = (reading: Reading, receivedAt: number): Reading => ({ ...reading, receivedAt })

describe('an upload after 6 h without a connection', () => {
  /** A dip each half hour, and one at the very end. */
  const day = Array.from({ length: 6 * 360 }, (_, index) => (index % 180 >= 100 && index % 180 < 112 ? 0.2 : 0.4))
  const lasting = [...day, ...Array.from({ length: 30 }, () => 0.2)]

  /** Message by message, a hundred readings each. */
  async function upload(readings: readonly Reading[]): Promise<void> {
    for (let first = 0; first < readings.length; first += 100) {
      house.clock.advance(100)
      await house.send(...readings.slice(first, first + 100).map((reading) => arriving(reading, house.clock.now())))
      await house.wait(100, 100)
    }
  }

  it('gives the intervals of the live run and no ticket for what had cleared', async () => {
    const readings = series(day)
    const expected = await cleanRun({ rules, start }, readings, start + 6 * hour)
    expect(expected).toHaveLength(12)
    house = await openLateHouse(rules, start + 6 * hour)
    await upload(readings)
    await house.wait(2 * minute)
    expect(await house.episodes(start)).toEqual(expected)
    expect(await house.tickets()).toBe(0)
    expect(await house.lateAlarms()).toBe(12)
    expect(house.pushed).toEqual([])
  })

  it('raises what still stands, with its ticket, when the upload is through', async () => {
    const readings = series(lasting)
    house = await openLateHouse(rules, start + 6 * hour + 20 * minute)
    await upload(readings)
    expect(await house.tickets()).toBe(0)
    await house.wait(30 * second)
    expect(await house.tickets()).toBe(1)
    expect((await house.episodes(start)).filter((episode) => episode.endsWith('now'))).toHaveLength(1)
  })

  it('gives the same when what is live comes first', async () => {
    const readings = series(day)
    const live = series(
      Array.from({ length: 20 }, () => 0.4),
      start + 6 * hour
    )
    const expected = await cleanRun({ rules, start }, [...readings, ...live], start + 6 * hour + 4 * minute)
    house = await openLateHouse(rules, start + 6 * hour)
    let next = 0
    const goOn = async () => {
      const reading = live[next++]
      if (reading) await house.send(arriving(reading, Math.max(house.clock.now(), reading.ts)))
    }
    await goOn()
    for (let first = 0; first < readings.length; first += 200) {
      await upload(readings.slice(first, first + 200))
      await goOn()
    }
    await house.settled()
    await house.wait(5 * minute)
    expect(await house.episodes(start)).toEqual(expected)
    expect(await house.tickets()).toBe(0)
  })
})

describe('late readings', () => {
  it('take back an alarm that was none, and its ticket says so', async () => {
    house = await openLateHouse(rules, start)
    const dip = series([0.4, 0.2, 0.2, 0.2])
    const [first, second_, third, fourth] = dip
    if (!first || !second_ || !third || !fourth) throw new Error('four readings')
    for (const reading of [first, second_, fourth]) {
      house.clock.advance(reading.ts - house.clock.now())
      await house.send(reading)
    }
    expect(await house.episodes(start)).toEqual(['low pump-1 25000>now'])
    house.clock.advance(second)
    await house.send(arriving({ ...third, value: 0.4 }, house.clock.now()))
    await house.settled()
    await house.wait(10 * second)
    expect(await house.episodes(start)).toEqual([])
    expect(await house.tickets()).toBe(1)
    const types = await house.database.selectFrom('ticket_events').select('type').orderBy('position').execute()
    expect(types.map(({ type }) => type)).toEqual(['opened', 'recovered', 'corrected'])
  })

  it('leave an alarm by a learned baseline as it is: what it had learned by then is not on record', async () => {
    const odd = aRule({ id: 'odd', condition: { type: 'anomaly', metrics: ['outlet_pressure'], sensitivity: 'medium' } })
    house = await openLateHouse([...rules, odd], start)
    await house.send(aReading({ ts: start + minute, value: 0.4, receivedAt: start + minute }))
    const raise = { equipment: 'pump-1', episode: start + second, raisedAt: start + second, value: 0.4, limit: 0.3 }
    await house.desk.settle([{ type: 'raised', rule: odd.header, ...raise }], { rulesSeq: 0, states: [] })
    await house.send(arriving(aReading({ ts: start + 2 * second, value: 0.4 }), start + minute))
    await house.settled()
    expect(await house.episodes(start)).toEqual(['odd pump-1 1000>now'])
  })

  it('older than a day change nothing', async () => {
    house = await openLateHouse(rules, start)
    await house.send(aReading({ ts: start, value: 0.4 }))
    await house.send(...series([0.6, 0.6], start - 25 * hour).map((reading) => arriving(reading, start)))
    await house.settled()
    expect(await house.episodes(start)).toEqual([])
    expect(
      (await house.journal.range({ equipment: 'pump-1', metric: 'outlet_pressure', from: 0, to: start, limit: 9 })).length
    ).toBe(2)
  })

  it('older than a day make no alarm where nothing was ever heard either, in order as they are', async () => {
    house = await openLateHouse(rules, start)
    await house.send(...series([0.4, 0.6, 0.6, 0.4, 0.1, 0.1], start - 25 * hour).map((reading) => arriving(reading, start)))
    await house.send(...series([0.1, 0.4], start - 23 * hour).map((reading) => arriving(reading, start)))
    await house.wait(2 * minute, 10 * second)
    await house.settled()
    expect(await house.lateAlarms()).toBe(0)
    expect(await house.episodes(start)).toEqual([])
  })

  it('raise what was recorded as late and over, and stands after all', async () => {
    house = await openLateHouse(rules, start + hour)
    const values = [...Array.from({ length: 11 }, () => 0.2), 0.4, 0.4, 0.4, 0.4, 0.4]
    await house.send(...series(values).map((reading) => arriving(reading, start + hour)))
    await house.settled()
    expect(await house.episodes(start)).toEqual(['low pump-1 15000>140000'])
    const more = [135, 155].map((at) => arriving(aReading({ ts: start + at * second, value: 0.2 }), house.clock.now()))
    await house.send(...more.toReversed())
    await house.settled()
    await house.wait(30 * second)
    expect(await house.episodes(start)).toEqual(['low pump-1 15000>now'])
    expect(await house.tickets()).toBe(1)
  })

  it('that show there was no test make an alarm that was kept quiet speak', async () => {
    house = await openLateHouse([{ ...aRule({ id: 'tested', condition: above(0.5) }), notDuring: 'test' }], start)
    const flag = (at: number, value: boolean) => aReading({ metric: 'test_mode', ts: start + at * second, value })
    for (const reading of [flag(0, true), aReading({ ts: start + 5 * second, value: 0.6 }), flag(30, true)]) {
      house.clock.advance(reading.ts - house.clock.now())
      await house.send(arriving(reading, reading.ts))
    }
    expect(await house.tickets()).toBe(0)
    await house.send(arriving(flag(2, false), start + 31 * second))
    await house.settled()
    expect(await house.tickets()).toBe(1)
    expect(await house.episodes(start)).toEqual(['tested pump-1 5000>now'])
  })

  it('bring an alarm to the stage it stands at, and its ticket never down', async () => {
    const stage = (severity: 'minor' | 'critical', limit: number, forMs: number) => {
      return { severity, ticket: true, condition: above(limit), forMs, clearForMs: 0 }
    }
    const stages = [stage('minor', 0.5, 0), stage('critical', 0.8, 15 * second)]
    house = await openLateHouse([aRule({ id: 'staged', condition: { type: 'stages', stages } })], start)
    for (const reading of series([0.9, 0.9, 0.9]).toSpliced(1, 1)) {
      house.clock.advance(reading.ts - house.clock.now())
      await house.send(arriving(reading, reading.ts))
    }
    const seen = async () => [
      (await house.database.selectFrom('alarms').select('severity').executeTakeFirst())?.severity,
      (await house.database.selectFrom('tickets').select('priority').executeTakeFirst())?.priority
    ]
    expect(await seen()).toEqual(['critical', 'P1'])
    await house.send(arriving(aReading({ ts: start + 10 * second, value: 0.6 }), start + 21 * second))
    await house.settled()
    expect(await seen()).toEqual(['minor', 'P1'])
    await house.wait(15 * second)
    expect(await seen()).toEqual(['critical', 'P1'])
    expect(await house.episodes(start)).toEqual(['staged pump-1 0>now'])
  })

  it('that a crash left marked are worked in after it', async () => {
    house = await openLateHouse(rules, start)
    await house.send(aReading({ ts: start + hour, value: 0.4, receivedAt: start + hour }))
    await house.send(...series([0.6, 0.6, 0.4]).map((reading) => arriving(reading, start + hour)))
    expect(await house.episodes(start)).toEqual([])
    await house.restart()
    await house.settled()
    expect(await house.episodes(start)).toEqual(['high pump-1 0>20000'])
    expect(await house.database.selectFrom('late_marks').selectAll().execute()).toEqual([])
  })
})

describe('silence', () => {
  const silent: Rule[] = [
    aRule({ id: 'mute', condition: { type: 'no_data', metric: null, silenceMs: minute } }),
    aRule({ id: 'dry', condition: { type: 'no_data', metric: 'outlet_pressure', silenceMs: 2 * minute } })
  ]
  const said = fc.record({
    /** After the one before. */
    pauseS: fc.integer({ min: 1, max: 200 }),
    metric: fc.constantFrom('outlet_pressure', 'flow'),
    lateS: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 86_000 }))
  })

  async function episodesOf(readings: readonly Reading[]): Promise<string[]> {
    const own = await openLateHouse(silent, start)
    for (const reading of readings) {
      own.clock.advance(reading.receivedAt - own.clock.now())
      await own.send(reading)
    }
    await own.settled()
    await own.wait(3 * minute, 10 * second)
    const episodes = await own.episodes(start)
    await own.close()
    return episodes
  }

  it('is what did not arrive: of what time the readings speak changes none of it', async () => {
    house = await openLateHouse(silent, start)
    let episodes = 0
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 2, maxLength: 12 }), async (plan) => {
        let now = start
        const arrived = plan.map(({ pauseS, metric, lateS }) => {
          now += pauseS * second
          return { lateS, reading: aReading({ metric, ts: now, receivedAt: now, value: 0.4 }) }
        })
        const expected = await episodesOf(arrived.map(({ reading }) => reading))
        const late = arrived.map(({ reading, lateS }) => ({ ...reading, ts: reading.ts - lateS * second }))
        expect(await episodesOf(late)).toEqual(expected)
        episodes += expected.length
      }),
      { numRuns: 20 }
    )
    expect(episodes).toBeGreaterThan(20)
  })
})

describe('random restarts, reordering and duplicates', () => {
  const reading = fc.record({
    at: fc.integer({ min: 0, max: 80 }),
    pump: fc.constantFrom('pump-1', 'pump-2'),
    metric: fc.constantFrom('outlet_pressure', 'outlet_pressure', 'running'),
    value: fc.constantFrom(0.1, 0.2, 0.27, 0.4, 0.6),
    place: fc.integer({ min: 0, max: 1000 }),
    twice: fc.boolean()
  })
  const plan = fc.record({
    readings: fc.uniqueArray(reading, {
      selector: ({ at, pump, metric }) => `${at} ${pump} ${metric}`,
      minLength: 5,
      maxLength: 50
    }),
    /** After which messages the service crashes, and pauses. */
    crashes: fc.array(fc.nat({ max: 60 }), { maxLength: 3 }),
    pauses: fc.array(fc.nat({ max: 60 }), { maxLength: 4 })
  })

  it('give the alarm history of a clean run', async () => {
    let episodes = 0
    await fc.assert(
      fc.asyncProperty(plan, async ({ readings, crashes, pauses }) => {
        const sent = readings.map(({ at, pump, metric, value, place, twice }) => ({
          place,
          twice,
          reading: aReading({
            ts: start + at * 10 * second,
            equipment: pump,
            metric,
            value: metric === 'running' ? value > 0.25 : value
          })
        }))
        const expected = await cleanRun(
          { rules, start },
          sent.map((each) => each.reading),
          start + hour
        )
        house = await openLateHouse(rules, start + hour)
        const order = [...sent, ...sent.filter(({ twice }) => twice).map((each) => ({ ...each, place: each.place + 300 }))]
        for (const [index, { reading: each }] of order.sort((a, b) => a.place - b.place).entries()) {
          await house.send(arriving(each, house.clock.now()))
          house.clock.advance(second)
          if (pauses.includes(index)) await house.wait(40 * second, 10 * second)
          if (crashes.includes(index)) await house.restart()
        }
        await house.settled()
        await house.wait(2 * minute, 10 * second)
        await house.settled()
        expect(house.failures).toEqual([])
        expect(await house.episodes(start)).toEqual(expected)
        episodes += expected.length
        await house.close()
      }),
      { numRuns: 30 }
    )
    expect(episodes).toBeGreaterThan(20)
    house = await openLateHouse(rules, start)
  })
})
