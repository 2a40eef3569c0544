import { describe, expect, it } from 'vitest'
import type { Reading } from '../../../gateway/reading.ts'
import { createAnomalyWatch } from '../../../server/baselines/anomaly-watch.ts'
import type { Sensitivity } from '../../../server/baselines/baseline.ts'
import { createBaselinesPart } from '../../../server/baselines/baselines-part.ts'
import { parseTerm, type Relations } from '../../../server/baselines/relations.ts'
import type { AnomalyRule } from '../../../server/baselines/watched.ts'
import { createRandom } from '../../../simulators/random.ts'
import { createFourSigma } from '../../support/four-sigma.ts'
import { aHeader } from '../../support/rule-factories.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** A Monday. */
const start = Date.UTC(2026, 0, 5)
const forMs = 30 * minute

const relations: Relations = new Map([
  ['pump', new Map([['power', { while: 'running', follows: [parseTerm('flow')], lagMs: 0 }]])]
])
const seasonOf = (ts: number) => (Math.floor((ts - start) / day) % 7 >= 5 ? 24 : 0) + Math.floor((ts % day) / hour)

function build(metrics: string[], sensitivity: Sensitivity = 'medium', kinds: Record<string, string> = { p: 'pump' }) {
  const rule: AnomalyRule = {
    header: { ...aHeader({ id: 'odd', metric: null }), severity: 'minor', kind: 'anomaly' },
    scope: { kind: 'pump' },
    forMs,
    clearForMs: forMs,
    condition: { type: 'anomaly', metrics, sensitivity }
  }
  return createAnomalyWatch({ rules: [rule], relations, kindOf: (id) => kinds[id], seasonOf })
}

/** A pump's day: little flow at night, much in the evening, on Saturday mornings the tank is rinsed; power follows flow. */
function createPump(seed: number) {
  const rng = createRandom(seed)
  let drift = 0
  return (ts: number, fault: { flow?: number; power?: number; running?: boolean } = {}): Reading[] => {
    const at = ts - start
    const hours = (at % day) / hour
    drift = 0.97 * drift + rng.gauss(0.25)
    const rinsing = Math.floor(at / day) % 7 === 5 && hours >= 9 && hours < 11 ? 40 : 0
    const flow = 10 - 6 * Math.cos(((hours - 8) / 24) * 2 * Math.PI) + drift + rinsing + (fault.flow ?? 0)
    const values = { running: fault.running ?? true, flow, power: 1 + 0.4 * flow + rng.gauss(0.1) + (fault.power ?? 0) }
    return Object.entries(values).map(([metric, value]) => ({
      equipment: 'p',
      metric,
      value: typeof value === 'number' ? Math.round(value * 100) / 100 : value,
      ts,
      receivedAt: ts,
      quality: 'good'
    }))
  }
}

type Fault = (ts: number) => { flow?: number; power?: number; running?: boolean }
type Played = { raised: { metric: string | null; at: number; value: unknown; limit: unknown }[]; cleared: number[] }

function play(
  watch: ReturnType<typeof build>,
  pump: ReturnType<typeof createPump>,
  from: number,
  to: number,
  fault: Fault = () => ({})
) {
  const played: Played = { raised: [], cleared: [] }
  for (let ts = from; ts < to; ts += 5 * minute) {
    for (const change of watch.judge(pump(ts, fault(ts)))) {
      if (change.type === 'raised') {
        played.raised.push({ metric: change.rule.metric, at: change.raisedAt, value: change.value, limit: change.limit })
      } else if (change.type === 'cleared') played.cleared.push(change.clearedAt)
    }
  }
  return played
}

const learned = start + 14 * day

describe('an anomaly rule', () => {
  it('finds power that no longer fits the flow, though both are within what they ever were, and says what it expected', () => {
    const watch = build(['power', 'flow'])
    const { raised } = play(watch, createPump(1), start, learned + day, (ts) => (ts > learned ? { power: 1 } : {}))
    expect(raised).toHaveLength(1)
    expect(raised[0]).toMatchObject({ metric: 'power' })
    expect(raised[0]?.at).toBeLessThan(learned + 2 * hour)
    expect(Number(raised[0]?.value)).toBeGreaterThan(Number(raised[0]?.limit))
  })

  it('finds flow at night that is usual by day', () => {
    const { raised } = play(build(['flow']), createPump(2), start, learned + day, (ts) => (ts > learned ? { flow: 5 } : {}))
    expect(raised[0]).toMatchObject({ metric: 'flow' })
  })

  it('finds within a day what is too small for ten minutes, by the mean of half a day', () => {
    const { raised } = play(build(['power']), createPump(3), start, learned + 2 * day, (ts) =>
      ts > learned ? { power: 0.22 } : {}
    )
    expect(raised[0]?.at).toBeGreaterThan(learned + hour)
    expect(raised[0]?.at).toBeLessThan(learned + 26 * hour)
  })

  it('judges nothing in its first week', () => {
    const { raised } = play(build(['flow', 'power']), createPump(4), start, start + 7 * day, (ts) =>
      ts > start + 5 * day ? { flow: 30, power: 9 } : {}
    )
    expect(raised).toEqual([])
  })

  it('does not take for normal what it has flagged, and ends when that ends', () => {
    const broken = (ts: number) => (ts > learned && ts < learned + 5 * day ? { power: 1.5 } : {})
    const { raised, cleared } = play(build(['power']), createPump(5), start, learned + 7 * day, broken)
    expect(raised).toHaveLength(1)
    expect(cleared).toHaveLength(1)
    expect(cleared[0]).toBeGreaterThan(learned + 5 * day)
    expect(cleared[0]).toBeLessThan(learned + 6 * day)
  })

  it('takes for normal in the end what stays for more than two weeks', () => {
    const { raised, cleared } = play(build(['power']), createPump(6), start, learned + 30 * day, (ts) =>
      ts > learned ? { power: 1.5 } : {}
    )
    expect(raised).toHaveLength(1)
    expect(cleared).toHaveLength(1)
  })

  it('does not look at a machine that stands', () => {
    const stands = (ts: number) => (ts > learned ? { running: false, power: 5 } : {})
    expect(play(build(['power']), createPump(7), start, learned + day, stands).raised).toEqual([])
  })

  it('finds more when told to be sensitive', () => {
    const faint = (ts: number) => (ts > learned && ts < learned + 5 * hour ? { power: 0.4 } : {})
    const at = (sensitivity: Sensitivity) =>
      play(build(['power'], sensitivity), createPump(8), start, learned + day, faint).raised.length
    expect(at('high')).toBeGreaterThan(0)
    expect(at('low')).toBe(0)
  })

  it.each([start + 3 * day + 7 * minute, learned - minute, learned + 20 * minute, learned + 3 * hour])(
    'goes on after a restart at %i as if nothing had been',
    (at) => {
      const fault: Fault = (ts) => (ts > learned && ts < learned + day ? { power: 1 } : {})
      const whole = play(build(['power', 'flow']), createPump(9), start, learned + 2 * day, fault)
      const pump = createPump(9)
      const first = build(['power', 'flow'])
      const cut = start + Math.ceil((at - start) / (5 * minute)) * 5 * minute
      const before = play(first, pump, start, cut, fault)
      const second = build(['power', 'flow'])
      second.restore(JSON.parse(JSON.stringify(first.memory())), cut)
      const after = play(second, pump, cut, learned + 2 * day, fault)
      expect([...before.raised, ...after.raised].map(({ metric, at: raisedAt }) => ({ metric, raisedAt }))).toEqual(
        whole.raised.map(({ metric, at: raisedAt }) => ({ metric, raisedAt }))
      )
      expect([...before.cleared, ...after.cleared]).toEqual(whole.cleared)
    }
  )

  it('ends its alarm when the equipment is no longer its own, and forgets it', () => {
    const first = build(['power'])
    play(first, createPump(10), start, learned + day, (ts) => (ts > learned ? { power: 1 } : {}))
    const second = build(['power'], 'medium', {})
    expect(second.restore(first.memory(), learned + day)).toMatchObject([
      { type: 'cleared', rule: { id: 'odd' }, equipment: 'p' }
    ])
    expect(second.unsaved()).toEqual([{ rule: 'odd', equipment: 'p', state: null }])
  })

  it('stores what it learned each hour, and an alarm at once', () => {
    const watch = build(['power'])
    const pump = createPump(11)
    const stored = (from: number, to: number, fault?: Fault) => {
      play(watch, pump, from, to, fault)
      const states = watch.unsaved()
      watch.saved()
      return states.length
    }
    expect(stored(start, start + 50 * minute)).toBe(0)
    expect(stored(start + 50 * minute, start + 75 * minute)).toBe(1)
    expect(stored(start + 75 * minute, start + 85 * minute)).toBe(0)
    play(watch, pump, start + 85 * minute, learned)
    watch.unsaved()
    watch.saved()
    expect(stored(learned, learned + 15 * minute, () => ({ power: 3 }))).toBe(1)
  })
})

describe('why an anomaly rule fired', () => {
  const explainAt = (days: number, fault: Fault = () => ({})) => {
    const watch = build(['power', 'flow'])
    const end = start + days * day
    play(watch, createPump(12), start, end, fault)
    return createBaselinesPart(watch).explain?.('odd', 'p', end)
  }

  it('says how far it has learned', () => {
    expect(explainAt(3)).toMatchObject({
      verdict: 'unknown',
      reasons: ['learning'],
      inputs: [{ metric: 'power', condition: 'power: learning, day 3 of 7', limit: null }, { metric: 'flow' }]
    })
  })

  it('says what is normal at this hour, and of which relation', () => {
    const { verdict, reasons, inputs } = explainAt(14) ?? { inputs: [] }
    expect({ verdict, reasons }).toEqual({ verdict: 'clear', reasons: ['not_breaching'] })
    expect(inputs[0]?.condition).toMatch(/^power normally [\d.]+ to [\d.]+ .*·flow; this hour on such days\)$/)
    expect(inputs[1]?.condition).toMatch(/^flow normally [\d.]+ to [\d.]+ (over half a day )?\(this hour on such days\)$/)
  })

  it('says which metric is beyond what range, and since when', () => {
    const why = explainAt(15, (ts) => (ts > learned ? { power: 1 } : {}))
    expect(why).toMatchObject({ verdict: 'breach', phase: 'active', reasons: ['active'] })
    expect(why?.since).toBeGreaterThan(learned)
    const [power] = why?.inputs ?? []
    expect(power).toMatchObject({ metric: 'power', verdict: 'breach', fresh: true })
    expect(Number(power?.value)).toBeGreaterThan(Number(power?.limit))
  })
})

describe('beside a plain 4-sigma rule, on 20 pumps of four weeks', () => {
  const seeds = Array.from({ length: 20 }, (_, index) => 100 + index)
  const faults: [string, Fault][] = [
    ['seep', (ts) => ({ flow: 4 * Math.min(1, (ts - learned) / day) })],
    ['wear', (ts) => ({ power: 1.5 * Math.min(1, (ts - learned) / day) })],
    ['clog', () => ({ power: -0.8 })]
  ]
  const tally = { learned: { found: 0, falseAlarms: 0 }, plain: { found: 0, falseAlarms: 0 } }
  for (const seed of seeds) {
    const watch = build(['power', 'flow'])
    const sigma = createFourSigma({ metricsOf: () => ['power', 'flow'], forMs })
    const pump = createPump(seed)
    const [, fault] = faults[seed % faults.length] ?? ['', () => ({})]
    const found = { learned: false, plain: false }
    for (let ts = start; ts < learned + 14 * day; ts += 5 * minute) {
      const sick = ts >= learned + 11 * day
      const readings = pump(ts, sick ? fault(ts - 11 * day) : {})
      if (watch.judge(readings).some(({ type }) => type === 'raised')) {
        if (sick) found.learned = true
        else tally.learned.falseAlarms += 1
      }
      for (const _ of sigma.judge(readings)) {
        if (sick) found.plain = true
        else tally.plain.falseAlarms += 1
      }
    }
    tally.learned.found += found.learned ? 1 : 0
    tally.plain.found += found.plain ? 1 : 0
  }

  it('finds as many faults or more', () => {
    expect(tally.learned.found).toBeGreaterThanOrEqual(tally.plain.found)
    expect(tally.learned.found).toBe(seeds.length)
  })

  it('raises fewer false alarms, at most one in twenty weeks', () => {
    expect(tally.learned.falseAlarms).toBeLessThan(tally.plain.falseAlarms)
    // 18 judged days of each pump.
    expect(tally.learned.falseAlarms / ((seeds.length * 18) / 7)).toBeLessThanOrEqual(1 / 20)
  })
})
