import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DateTime } from 'luxon'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Arrival, Reading } from '../../gateway/reading.ts'
import { openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { createMemoryJournal } from '../../server/store/memory-journal.ts'
import type { BucketQuery, Journal, ReadingStore, RejectLog, SkewLog } from '../../server/store/reading-store.ts'
import { openCompactingJournal } from '../support/compacting-journal.ts'
import { anArrival, anEvent, aPresence, aReading, aReject } from '../support/field-factories.ts'
import { replayed } from '../support/replayed.ts'

type AnyJournal = Journal & ReadingStore & SkewLog & RejectLog

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const timezone = 'Asia/Shanghai'
const noon = DateTime.fromISO('2025-11-20T12:00', { zone: timezone }).toMillis()

const readings = (...each: Reading[]): Arrival => anArrival({ readings: each })

/** Opening takes half a second, so all tests share one journal, and each has equipment of its own in it. */
let ward = 0
const own = (id: string) => `${id}-of-${ward}`
const isOwn = ({ equipment }: { equipment: string }) => equipment.endsWith(`-of-${ward}`)
const reading = (parts: Parameters<typeof aReading>[0]) => aReading({ ...parts, equipment: own(parts.equipment ?? 'pump-1') })
const event = (parts: Parameters<typeof anEvent>[0]) => anEvent({ ...parts, equipment: own(parts.equipment ?? 'lift-1') })
const presence = (parts: Parameters<typeof aPresence>[0]) => aPresence({ ...parts, equipment: own(parts.equipment ?? 'pump-1') })
const whole = () => ({ equipment: own('pump-1'), metric: 'outlet_pressure', from: 0, to: noon + 100 * day })
const everything = () => ({ ...whole(), limit: 1000 })

const journals: [name: string, open: (folder: string) => Promise<AnyJournal & { stop?(): Promise<void> }>][] = [
  ['the embedded journal', (folder) => openDuckdbJournal(join(folder, 'journal.duckdb'))],
  ['the embedded journal, compacted', (folder) => openCompactingJournal(join(folder, 'journal.duckdb'))],
  ['the memory journal', async () => createMemoryJournal()]
]

describe.each(journals)('%s', (_, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'wuxun-journal-'))
  let journal: Awaited<ReturnType<typeof open>>
  /** Number of the last group before the test. */
  let start = 0
  beforeAll(async () => {
    journal = await open(folder)
  })
  afterAll(async () => {
    await journal.stop?.()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    ward++
    start = (await journal.append([])).seq
  })

  it('numbers its groups upwards, and gives nothing new no number', async () => {
    expect(await journal.append([])).toEqual({ seq: start })
    expect(await journal.append([readings(reading({ ts: 1 })), readings(reading({ ts: 2 }))])).toEqual({ seq: start + 1 })
    expect(await journal.append([readings(reading({ ts: 2 }))])).toEqual({ seq: start + 1 })
    expect(await journal.append([anArrival({ rejects: [aReject({ receivedAt: 3 })] })])).toEqual({ seq: start + 1 })
    expect(await journal.append([anArrival({ events: [event({ ts: 3 })] })])).toEqual({ seq: start + 2 })
    expect(await journal.append([anArrival({ presences: [presence({ receivedAt: 3 })] })])).toEqual({ seq: start + 3 })
  })

  it('replays what came after a group, as it came, without rejects', async () => {
    const first = anArrival({
      readings: [
        reading({ ts: 5, value: 0.4, receivedAt: 7 }),
        reading({ ts: 5, metric: 'running', value: true, receivedAt: 7 }),
        reading({ ts: 5, metric: 'control_mode', value: 'auto', receivedAt: 7 }),
        reading({ ts: 4, value: 0.3, receivedAt: 7 })
      ],
      rejects: [aReject({ receivedAt: 7 })]
    })
    const second = anArrival({
      events: [event({ ts: 8, detail: '{"floor":3}' }), event({ ts: 9, code: 'clear', quality: 'skewed' })],
      presences: [presence({ receivedAt: 9, online: false }), presence({ receivedAt: 9, equipment: 'lift-1' })]
    })
    const third = readings(reading({ ts: 99, quality: 'skewed' }))
    await journal.append([first, second])
    await journal.append([third])

    const all = [
      { seq: start + 1, arrival: { ...first, rejects: [] } },
      { seq: start + 1, arrival: second },
      { seq: start + 2, arrival: third }
    ]
    expect(await replayed(journal, start)).toEqual(all)
    expect(await replayed(journal, start + 1)).toEqual(all.slice(2))
    expect(await replayed(journal, start + 2)).toEqual([])
  })

  it('replays many groups in order', async () => {
    for (let ts = 1; ts <= 30; ts++)
      await journal.append([readings(reading({ ts: ts * 2 })), readings(reading({ ts: ts * 2 - 1 }))])
    const found = await replayed(journal, start + 10)
    expect(found.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => start + 11 + Math.floor(index / 2)))
    expect(found.slice(0, 4).map(({ arrival }) => arrival.readings[0]?.ts)).toEqual([22, 21, 24, 23])
  })

  it('stores a repeat once, with its first value, however late it is repeated', async () => {
    await journal.append([readings(reading({ ts: 1, value: 1 }), reading({ ts: 1, value: 2 }))])
    await journal.append([readings(reading({ ts: 2, value: 3 }))])
    await journal.append([readings(reading({ ts: 1, value: 4 }), reading({ ts: 2, value: 5 }))])
    expect(await journal.range(everything())).toEqual([
      [1, 1],
      [2, 3]
    ])
    const counted = { ...whole(), step: hour, timezone }
    expect(await journal.buckets({ ...counted, fn: 'count' })).toEqual([[0, 2]])
    expect(await journal.buckets({ ...counted, fn: 'avg' })).toEqual([[0, 2]])
  })

  it('keeps the same time of other metrics and other equipment apart', async () => {
    await journal.append([
      readings(
        reading({ ts: 1, value: 1 }),
        reading({ ts: 1, metric: 'flow', value: 2 }),
        reading({ ts: 1, equipment: 'pump-2', value: 3 })
      )
    ])
    expect(await journal.range(everything())).toEqual([[1, 1]])
    expect(await journal.range({ ...everything(), metric: 'flow' })).toEqual([[1, 2]])
    expect(await journal.range({ ...everything(), equipment: own('pump-2') })).toEqual([[1, 3]])
    expect(await journal.range({ ...everything(), metric: 'ghost' })).toEqual([])
    expect(await journal.buckets({ ...whole(), equipment: 'ghost', step: 1000, fn: 'avg', timezone })).toEqual([])
  })

  it('reads a range with its begin and without its end, ascending, up to a limit', async () => {
    await journal.append([readings(...[5, 3, 4, 1, 2].map((ts) => reading({ ts, value: ts * 10 })))])
    expect(await journal.range({ ...everything(), from: 2, to: 5 })).toEqual([
      [2, 20],
      [3, 30],
      [4, 40]
    ])
    expect(await journal.range({ ...everything(), limit: 2 })).toEqual([
      [1, 10],
      [2, 20]
    ])
  })

  it('gives values back as what they were', async () => {
    const values = [0, -1.25, 1e300, 0.1 + 0.2, true, false, 'auto', '', '水泵 "\' \\ 🚰']
    await journal.append([readings(...values.map((value, index) => reading({ ts: 1, metric: `m${index}`, value })))])
    for (const [index, value] of values.entries()) {
      expect(await journal.range({ ...everything(), metric: `m${index}` })).toEqual([[1, value]])
    }
  })

  const hourly = (): Reading[] => [
    reading({ ts: noon, value: 4 }),
    reading({ ts: noon + 59 * minute, value: 2 }),
    reading({ ts: noon + 30 * minute, value: 9 }),
    reading({ ts: noon + hour, value: 7 }),
    reading({ ts: noon + 5 * hour - 1, value: 8 })
  ]
  const fns: [fn: BucketQuery['fn'], points: [number, number][]][] = [
    [
      'avg',
      [
        [noon, 5],
        [noon + hour, 7],
        [noon + 4 * hour, 8]
      ]
    ],
    [
      'min',
      [
        [noon, 2],
        [noon + hour, 7],
        [noon + 4 * hour, 8]
      ]
    ],
    [
      'max',
      [
        [noon, 9],
        [noon + hour, 7],
        [noon + 4 * hour, 8]
      ]
    ],
    [
      'last',
      [
        [noon, 2],
        [noon + hour, 7],
        [noon + 4 * hour, 8]
      ]
    ],
    [
      'count',
      [
        [noon, 3],
        [noon + hour, 1],
        [noon + 4 * hour, 1]
      ]
    ]
  ]
  it.each(fns)('gives %s an hour, without the empty hours', async (fn, points) => {
    await journal.append([readings(...hourly())])
    expect(await journal.buckets({ ...whole(), step: hour, fn, timezone })).toEqual(points)
  })

  it('begins buckets at the epoch, not at the range', async () => {
    await journal.append([readings(...hourly())])
    const query: BucketQuery = { ...whole(), from: noon + 10 * minute, to: noon + hour, step: 7 * minute, fn: 'count', timezone }
    const points = await journal.buckets(query)
    expect(points.map(([ts]) => ts % (7 * minute))).toEqual([0, 0])
    expect(points.map(([, count]) => count)).toEqual([1, 1])
  })

  it('begins days at midnight of the site', async () => {
    const midnight = noon + 12 * hour
    await journal.append([
      readings(
        reading({ ts: midnight - 1, value: 1 }),
        reading({ ts: midnight, value: 2 }),
        reading({ ts: midnight + 3 * day, value: 3 })
      )
    ])
    expect(await journal.buckets({ ...whole(), from: noon, to: noon + 5 * day, step: day, fn: 'avg', timezone })).toEqual([
      [midnight - day, 1],
      [midnight, 2],
      [midnight + 3 * day, 3]
    ])
    const utc = await journal.buckets({ ...whole(), from: noon, to: noon + 5 * day, step: day, fn: 'count', timezone: 'UTC' })
    expect(utc).toEqual([
      [midnight - 16 * hour, 2],
      [midnight - 16 * hour + 3 * day, 1]
    ])
  })

  it('takes readings outside the range for no bucket of days', async () => {
    await journal.append([readings(reading({ ts: noon - 1, value: 1 }), reading({ ts: noon, value: 2 }))])
    expect(await journal.buckets({ ...whole(), from: noon, to: noon + 1, step: day, fn: 'count', timezone })).toEqual([
      [noon - 12 * hour, 1]
    ])
  })

  it('buckets booleans as parts of one, and text by last and count', async () => {
    await journal.append([
      readings(
        ...[true, false, true, true].map((value, index) => reading({ ts: index + 1, metric: 'running', value })),
        ...['auto', 'manual'].map((value, index) => reading({ ts: index + 1, metric: 'control_mode', value }))
      )
    ])
    const ask = (metric: string, fn: BucketQuery['fn']) => journal.buckets({ ...whole(), metric, step: hour, fn, timezone })
    expect(await ask('running', 'avg')).toEqual([[0, 0.75]])
    expect(await ask('running', 'min')).toEqual([[0, 0]])
    expect(await ask('running', 'max')).toEqual([[0, 1]])
    expect(await ask('running', 'last')).toEqual([[0, true]])
    expect(await ask('control_mode', 'last')).toEqual([[0, 'manual']])
    expect(await ask('control_mode', 'count')).toEqual([[0, 2]])
  })

  it('keeps historical readings, which are never the latest, and replays them as not to be judged', async () => {
    await journal.append([readings(reading({ ts: 10 }), reading({ ts: 20, value: 0.1, quality: 'historical' }))])
    const [group] = await replayed(journal, start)
    expect(group?.arrival.readings.map(({ quality }) => quality === 'good')).toEqual([true, false])
    expect((await journal.restore(start + 1)).latest.filter(isOwn).map(({ ts }) => ts)).toEqual([10])
    expect(await journal.range(everything())).toEqual([
      [10, 0.4],
      [20, 0.1]
    ])
  })

  it('knows the latest reading of each series, by its time, without skewed ones', async () => {
    await journal.append([
      readings(
        reading({ ts: 5, value: 5, receivedAt: 10 }),
        reading({ ts: 3, value: 3, receivedAt: 11 }),
        reading({ ts: 99, value: 9, quality: 'skewed' })
      ),
      readings(reading({ ts: 1, metric: 'running', value: false }), reading({ ts: 1, metric: 'control_mode', value: 'auto' }))
    ])
    await journal.append([readings(reading({ ts: 5, value: 6, receivedAt: 12 }))])
    const latest = (await journal.restore(start)).latest.filter(isOwn)
    expect(latest).toHaveLength(3)
    expect(latest).toEqual(
      expect.arrayContaining([
        reading({ ts: 5, value: 5, receivedAt: 10 }),
        reading({ ts: 1, metric: 'running', value: false }),
        reading({ ts: 1, metric: 'control_mode', value: 'auto' })
      ])
    )
  })

  it('tells which readings came with a time ahead of ours', async () => {
    const ahead = (ts: number) => reading({ ts, receivedAt: 1, quality: 'skewed' })
    await journal.append([
      readings(reading({ ts: 10 }), ahead(40), ahead(30)),
      readings(reading({ ts: 50, quality: 'historical' }))
    ])
    await journal.append([readings(ahead(30), { ...ahead(35), metric: 'flow' })])
    const query = { ...everything(), metric: 'outlet_pressure' }
    expect(await journal.skewedTimes(query)).toEqual([30, 40])
    expect(await journal.skewedTimes({ ...query, from: 31, to: 41 })).toEqual([40])
    expect(await journal.skewedTimes({ ...query, to: 40, limit: 5 })).toEqual([30])
    expect(await journal.skewedTimes({ ...query, limit: 1 })).toEqual([30])
    expect(await journal.skewedTimes({ ...query, equipment: 'nobody' })).toEqual([])
  })

  it('knows how far each series and event had been judged', async () => {
    await journal.append([
      anArrival({
        readings: [reading({ ts: 5, receivedAt: 6 }), reading({ ts: 4, receivedAt: 7 }), reading({ ts: 90, quality: 'skewed' })],
        events: [event({ ts: 5 }), event({ ts: 4 }), event({ ts: 5, code: 'clear' }), event({ ts: 90, quality: 'skewed' })]
      })
    ])
    await journal.append([
      anArrival({ readings: [reading({ ts: 8 }), reading({ ts: 8, metric: 'flow' })], events: [event({ ts: 9 })] })
    ])
    const judgedBy = async (seq: number) => {
      const { judged, judgedEvents } = await journal.restore(seq)
      return { judged: judged.filter(isOwn), judgedEvents: judgedEvents.filter(isOwn) }
    }
    const pressure = { equipment: own('pump-1'), metric: 'outlet_pressure' }
    expect(await judgedBy(start)).toEqual({ judged: [], judgedEvents: [] })
    const first = await judgedBy(start + 1)
    expect(first.judged).toEqual([{ ...pressure, ts: 5, receivedAt: 7, value: 0.4, judgedAt: 6 }])
    expect(first.judgedEvents).toHaveLength(2)
    expect(first.judgedEvents).toEqual(
      expect.arrayContaining([
        { equipment: own('lift-1'), code: 'entrapment', ts: 5 },
        { equipment: own('lift-1'), code: 'clear', ts: 5 }
      ])
    )
    const second = await judgedBy(start + 2)
    expect(second.judged).toHaveLength(2)
    expect(second.judged).toContainEqual({ ...pressure, ts: 8, receivedAt: 8, value: 0.4, judgedAt: 8 })
    expect(second.judgedEvents).toContainEqual({ equipment: own('lift-1'), code: 'entrapment', ts: 9 })
  })

  it('gives back what some series sent in a span, as far as it had been judged', async () => {
    await journal.append([
      readings(reading({ ts: 20, value: 2 }), reading({ ts: 10, value: 1 }), reading({ ts: 30, value: 3, quality: 'skewed' })),
      readings(reading({ ts: 40, value: 4 }), reading({ ts: 20, value: true, metric: 'running' }))
    ])
    await journal.append([readings(reading({ ts: 50, value: 5 }))])
    const pastOf = async (from: number, to: number, seq: number) => {
      const past: unknown[] = []
      const wish = { equipment: own('pump-1'), from, to }
      const wishes = [
        { ...wish, metric: 'outlet_pressure' },
        { ...wish, metric: 'running' },
        { ...wish, metric: 'never' }
      ]
      for await (const { metric, points } of journal.past(wishes, seq)) if (points.length > 0) past.push([metric, points])
      return past
    }
    const flag = ['running', [[20, true]]]
    // What is compacted has lost the order in which it came.
    const inOrder = (past: unknown[]) => JSON.parse(JSON.stringify(past)) as [string, [number, unknown][]][]
    const sorted = async (...span: [number, number, number]) =>
      inOrder(await pastOf(...span)).map(([metric, points]) => [metric, points.sort(([one], [other]) => one - other)])
    const early = [10, 20, 40].map((ts) => [ts, ts / 10])
    expect(await sorted(0, 100, start + 1)).toEqual([['outlet_pressure', early], flag])
    expect(await sorted(10, 40, start + 2)).toEqual([['outlet_pressure', early], flag])
    expect(await sorted(11, 39, start + 2)).toEqual([['outlet_pressure', [[20, 2]]], flag])
    expect(await sorted(41, 50, start + 2)).toEqual([['outlet_pressure', [[50, 5]]]])
  })

  it('knows when it last heard of each equipment, and whether that was a goodbye', async () => {
    await journal.append([
      anArrival({ readings: [reading({ ts: 1, receivedAt: 10 }), reading({ ts: 2, receivedAt: 12, quality: 'skewed' })] }),
      anArrival({ events: [event({ ts: 1, receivedAt: 20 })] }),
      anArrival({ presences: [presence({ equipment: 'gone', receivedAt: 5 })] }),
      anArrival({ presences: [presence({ equipment: 'gone', receivedAt: 6, online: false })] }),
      anArrival({ presences: [presence({ equipment: 'back', receivedAt: 5, online: false })] }),
      anArrival({ presences: [presence({ equipment: 'again', receivedAt: 5, online: false })] })
    ])
    await journal.append([
      anArrival({ readings: [reading({ equipment: 'back', ts: 1, receivedAt: 30 })] }),
      anArrival({ presences: [presence({ equipment: 'again', receivedAt: 31 })] })
    ])
    const { heard } = await journal.restore(start)
    expect(heard.filter(isOwn).toSorted((a, b) => a.equipment.localeCompare(b.equipment))).toEqual([
      { equipment: own('again'), receivedAt: 31, online: true },
      { equipment: own('back'), receivedAt: 30, online: true },
      { equipment: own('gone'), receivedAt: 6, online: false },
      { equipment: own('lift-1'), receivedAt: 20, online: null },
      { equipment: own('pump-1'), receivedAt: 12, online: null }
    ])
  })

  it('lists rejects newest first, a page at a time', async () => {
    const rejects = [1, 2, 3, 4, 5].map((receivedAt) => aReject({ receivedAt, reason: `fault ${receivedAt}` }))
    await journal.append([anArrival({ rejects: rejects.slice(0, 3) }), anArrival({ rejects: rejects.slice(3) })])
    const first = await journal.rejects({ limit: 2 })
    expect(first.map(({ reason }) => reason)).toEqual(['fault 5', 'fault 4'])
    expect(first[0]).toMatchObject({ topic: 'facility/demo/pump-1/telemetry', receivedAt: 5, payload: '?' })
    const second = await journal.rejects({ limit: 2, before: first.at(-1)?.id ?? 0 })
    expect(second.map(({ reason }) => reason)).toEqual(['fault 3', 'fault 2'])
    const third = await journal.rejects({ limit: 1, before: second.at(-1)?.id ?? 0 })
    expect(third.map(({ reason }) => reason)).toEqual(['fault 1'])
  })

  it('takes whatever bytes and letters come from outside', async () => {
    const nasty = ['a\u0000b', '\ud800', '\uffff', "'; DROP TABLE readings; --", 'x'.repeat(70_000)]
    const group = nasty.map((text, index) =>
      anArrival({
        readings: [reading({ ts: index + 1, metric: 'note', value: text })],
        events: [event({ ts: index + 1, detail: JSON.stringify({ text }) })],
        rejects: [aReject({ receivedAt: 1, topic: text, reason: text, payload: Buffer.from(text) })]
      })
    )
    await journal.append([
      ...group,
      anArrival({ rejects: [aReject({ receivedAt: 2, payload: Buffer.from([0, 0xff, 0xfe, 0x80]) })] })
    ])
    expect(await journal.range({ ...everything(), metric: 'note' })).toHaveLength(nasty.length)
    const [binary, ...texts] = await journal.rejects({ limit: nasty.length + 1 })
    expect(binary?.receivedAt).toBe(2)
    expect(texts.map(({ receivedAt }) => receivedAt)).toEqual(nasty.map(() => 1))
    expect(await replayed(journal, start)).toHaveLength(nasty.length)
  })
})
