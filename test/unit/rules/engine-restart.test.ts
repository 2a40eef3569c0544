/** A restart at any point changes nothing of what the rules say. */
import { describe, expect, it } from 'vitest'
import type { Arrival } from '../../../gateway/reading.ts'
import { createEngine, type Engine } from '../../../server/rules/engine.ts'
import type { Rule } from '../../../server/rules/rule.ts'
import { createMemoryJournal } from '../../../server/store/memory-journal.ts'
import { toWords } from '../../support/engine-day.ts'
import { anArrival, anEvent, aPresence, aReading } from '../../support/field-factories.ts'
import { createRandom, type Random } from '../../support/random.ts'
import { above, aRule, below } from '../../support/rule-factories.ts'

const second = 1000
const minute = 60 * second
const equipment = ['pump-1', 'pump-2']
const metrics = ['outlet_pressure', 'flow']

const rules: Rule[] = [
  aRule({ id: 'low', condition: below(0.3, 0.5), forMs: 20 * second, clearForMs: 10 * second }),
  aRule({ id: 'high', condition: above(0.8, null, 'flow') }),
  aRule({ id: 'stopped', condition: { type: 'equals', metric: 'running', value: false, negate: false }, forMs: 30 * second }),
  aRule({ id: 'event', condition: { type: 'event', codes: ['entrapment'], until: ['clear'] }, forMs: 5 * second }),
  aRule({ id: 'moment', condition: { type: 'event', codes: ['overspeed'], until: [] } }),
  aRule({ id: 'offline', condition: { type: 'no_data', metric: null, silenceMs: 6 * minute }, forMs: minute, clearForMs: 0 }),
  aRule({ id: 'no_flow', condition: { type: 'no_data', metric: 'flow', silenceMs: 4 * minute }, clearForMs: 30 * second })
]

type Doing = { type: 'arrival'; arrival: Arrival } | { type: 'tick'; now: number }

/** A day in short: readings in and out of order, skewed ones, events, presences, silences, ticks. */
function aDay(random: Random, length: number): Doing[] {
  const doings: Doing[] = []
  let now = 10 * minute
  for (let turn = 0; turn < length; turn++) {
    now += random.chance(0.02) ? random.below(12 * minute) : random.below(12 * second)
    if (random.chance(0.3)) {
      doings.push({ type: 'tick', now })
      continue
    }
    doings.push({ type: 'arrival', arrival: anArrival(parts(random, now)) })
  }
  return doings
}

function parts(random: Random, now: number): Partial<Arrival> {
  const from = { equipment: random.pick(equipment), receivedAt: now }
  const ts = now - (random.chance(0.2) ? random.below(5 * minute) : 0)
  const kind = random.below(20)
  if (kind === 0) return { presences: [aPresence({ ...from, online: random.chance(0.5) })] }
  if (kind <= 2) return { events: [anEvent({ ...from, ts, code: random.pick(['entrapment', 'clear', 'overspeed']) })] }
  if (kind === 3) return { readings: [aReading({ ...from, ts: ts + 10 * minute, value: 0, quality: 'skewed' })] }
  if (kind === 4) return { readings: [aReading({ ...from, ts, metric: 'running', value: random.chance(0.5) })] }
  return { readings: [aReading({ ...from, ts, metric: random.pick(metrics), value: random.below(10) / 10 })] }
}

const fresh = (): Engine => createEngine({ rules, kindOf: () => 'booster_pump', startedAt: 0 })

function perform(engine: Engine, doing: Doing): string[] {
  const changes = doing.type === 'tick' ? engine.tick(doing.now) : engine.judge([doing.arrival])
  return changes.map(toWords)
}

/** The same day with restarts: all that the engine knew is lost but what was saved and the journal. */
async function withRestarts(random: Random, doings: Doing[]): Promise<string[]> {
  const journal = createMemoryJournal()
  const saved = new Map<string, { rule: string; equipment: string; state: string }>()
  const happened: string[] = []
  let savedSeq = 0
  let seq = 0
  let engine = fresh()

  function save(): void {
    for (const { rule, equipment: id, state } of engine.unsaved()) {
      if (state === null) saved.delete(`${rule} ${id}`)
      else saved.set(`${rule} ${id}`, { rule, equipment: id, state })
    }
    engine.saved()
    savedSeq = seq
  }

  async function restart(): Promise<void> {
    engine = fresh()
    engine.restore({ states: [...saved.values()], ...(await journal.restore(savedSeq)) })
    for await (const { arrival } of journal.replayAfter(savedSeq)) happened.push(...perform(engine, { type: 'arrival', arrival }))
    save()
  }

  for (const doing of doings) {
    if (doing.type === 'arrival') ({ seq } = await journal.append([doing.arrival]))
    const changes = perform(engine, doing)
    happened.push(...changes)
    // As in the pipeline: what changes an alarm is saved at once, the rest now and then.
    if (changes.length > 0 || random.chance(0.1)) save()
    if (random.chance(0.05)) await restart()
  }
  return happened
}

/** Only what concerns the same rule on the same equipment has an order. */
function byCause(changes: string[]): string[] {
  const causeOf = (change: string) => change.split(' ').slice(0, 2).join(' ')
  return changes.toSorted((a, b) => causeOf(a).localeCompare(causeOf(b)))
}

describe('an engine that is restarted in the middle of things', () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed + 1))('says the same as one that is not, day %i', async (seed) => {
    const doings = aDay(createRandom(seed), 400)
    const engine = fresh()
    const expected = doings.flatMap((doing) => perform(engine, doing))
    expect(byCause(await withRestarts(createRandom(seed + 1000), doings))).toEqual(byCause(expected))
    expect(expected.length).toBeGreaterThan(20)
  })
})
