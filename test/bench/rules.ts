/**
 * `npm run bench -- --only rules`: what judging costs, without anything around it. 10,000 equipment, readings of four
 * metrics in turn, at 1, 5 and 20 plain rules, at 5 conditions of several values, and at all default rules of a pump.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { loadCatalogue } from '../../gateway/catalogue.ts'
import { type Arrival, createArrival } from '../../gateway/reading.ts'
import type { RuleInput } from '../../server/contract/rules.ts'
import { compileRule } from '../../server/rules/compile-rule.ts'
import { createEngine, type Engine } from '../../server/rules/engine.ts'
import { loadDefaultRules } from '../../server/rules/load-rules.ts'
import type { Row } from './report.ts'

const equipmentCount = 10_000
/** Readings a round: 500,000, as of 25 s at 20,000 a second. */
const rounds = 50
const kind = 'booster_pump'
const metrics = ['outlet_pressure', 'running', 'inlet_pressure', 'flow', 'motor_load'] as const
const second = 1000
const catalogue = loadCatalogue()

const head = { kind, title: '题', action: '做', severity: 'major', for: '10s' } as const

/** Limits in turn on the four numbers; one reading in a thousand breaks those on the pressure. */
function plainRules(count: number): RuleInput[] {
  return Array.from({ length: count }, (_, index): RuleInput => {
    const metric = metrics[[0, 2, 3, 4][index % 4] ?? 0] ?? 'flow'
    return { ...head, id: `plain-${index}`, metric, below: 0.01 + index / 1e6, clear_above: 0.02 }
  })
}

const compoundRules: RuleInput[] = [
  {
    ...head,
    id: 'all',
    all: [
      { metric: 'running', is: true },
      { metric: 'inlet_pressure', below: 0.02, clear_above: 0.05 }
    ]
  },
  { ...head, id: 'falls', metric: 'outlet_pressure', falls: 0.3, within: '10m' },
  { ...head, id: 'avg', metric: 'flow', fn: 'avg', over: '5m', below: 0.01 },
  {
    ...head,
    id: 'stuck',
    all: [
      { metric: 'running', is: true },
      { metric: 'motor_load', stuck: '24h' }
    ]
  },
  {
    ...head,
    id: 'stages',
    severity: undefined,
    stages: [
      { metric: 'outlet_pressure', below: 0.02, severity: 'minor' },
      { metric: 'outlet_pressure', below: 0.01, severity: 'major' }
    ]
  }
]

export function benchRules({ progress }: { progress: (text: string) => void }): { rows: Row[]; wrong: string[] } {
  const rows: Row[] = []
  const wrong: string[] = []
  const measured = new Map<string, number>()
  const sets: [name: string, rules: RuleInput[], atMost?: number][] = [
    ['1 plain rule', plainRules(1)],
    ['5 plain rules', plainRules(5), 10],
    ['20 plain rules', plainRules(20)],
    ['5 compound rules', compoundRules],
    ['all default rules of a pump', loadDefaultRules().filter((rule) => rule.kind === kind)]
  ]
  for (const [name, rules, atMost] of sets) {
    const { micros, kilobytes, raised } = measure(rules)
    progress(`${name}: ${micros.toFixed(2)} µs a reading, ${kilobytes.toFixed(1)} KB an equipment, ${raised} raised`)
    if (raised === 0) wrong.push(`${name}: nothing was raised`)
    measured.set(name, micros)
    rows.push({ figure: `rules: ${name}, a reading`, value: micros, unit: 'µs', ...(atMost && { reach: { atMost } }) })
    rows.push({ figure: '  an equipment', value: kilobytes, unit: 'KB' })
  }
  const ratio = (measured.get('20 plain rules') ?? Number.NaN) / (measured.get('5 plain rules') ?? Number.NaN)
  rows.push({ figure: 'rules: 20 against 5 of them', value: ratio, unit: '×', reach: { atMost: 4 } })
  return { rows, wrong }
}

function measure(inputs: readonly RuleInput[]): { micros: number; kilobytes: number; raised: number } {
  const before = usedKilobytes()
  const engine = engineOf(inputs)
  // Every equipment is heard of once before anything is measured.
  let raised = runRound(engine, 0)
  const begun = process.cpuUsage()
  for (let round = 1; round <= rounds; round++) raised += runRound(engine, round)
  const { user, system } = process.cpuUsage(begun)
  const kilobytes = (usedKilobytes() - before) / equipmentCount
  const micros = (user + system - fieldMicros()) / (rounds * equipmentCount * metrics.length)
  // Read after the measurement, so that it is not let go of before.
  return { micros, kilobytes, raised: engine.nextDue() === -1 ? 0 : raised }
}

function engineOf(inputs: readonly RuleInput[]): Engine {
  const rules = inputs.flatMap((input) => {
    const compiled = compileRule(input, 1, catalogue)
    return compiled.ok ? [compiled.rule] : []
  })
  const specs = catalogue.get(kind)?.metrics
  return createEngine({ rules, kindOf: () => kind, metricsOf: () => specs, attributesOf: () => ({}), startedAt: 0 })
}

function runRound(engine: Engine, round: number): number {
  let raised = 0
  for (let index = 0; index < equipmentCount; index++) {
    for (const change of engine.judge([message(index, round)])) if (change.type === 'raised') raised++
  }
  return raised
}

/** All metrics of one equipment; every thousandth equipment has no pressure from the third round on. */
function message(index: number, round: number): Arrival {
  const ts = round * 5 * second + (index % 5000)
  const wave = 0.4 + ((index * 31 + round * 7) % 100) / 1000
  const broken = index % 1000 === 0 && round >= 3
  const base = { equipment: ids[index] ?? '', ts, receivedAt: ts, quality: 'good' as const }
  return {
    ...createArrival(),
    readings: metrics.map((metric) => {
      if (metric === 'running') return { ...base, metric, value: true }
      return { ...base, metric, value: broken ? 0 : metric === 'motor_load' ? wave * 100 : wave }
    })
  }
}

const ids = Array.from({ length: equipmentCount }, (_, index) => `pump-${index}`)

let field: number | undefined
/** What making the messages costs by itself. */
function fieldMicros(): number {
  if (field !== undefined) return field
  const begun = process.cpuUsage()
  let made = 0
  for (let round = 1; round <= rounds; round++) {
    for (let index = 0; index < equipmentCount; index++) made += message(index, round).readings.length
  }
  const { user, system } = process.cpuUsage(begun)
  field = made > 0 ? user + system : 0
  return field
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function usedKilobytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 1024
}
