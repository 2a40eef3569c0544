/** The sample site's plant in front of the real rules: what it sends is judged as the service would. */
import { type Catalogue, loadCatalogue } from '../../../gateway/catalogue.ts'
import { type Arrival, createArrival } from '../../../gateway/reading.ts'
import type { AlarmChange } from '../../../server/rules/changes.ts'
import { compileRule } from '../../../server/rules/compile-rule.ts'
import { createEngine } from '../../../server/rules/engine.ts'
import { loadDefaultRules } from '../../../server/rules/load-rules.ts'
import { createFaultSchedule, type FaultPlan } from '../../../simulators/faults.ts'
import { createPlant } from '../../../simulators/plant.ts'
import { historyMode, liveMode } from '../../../simulators/sampler.ts'
import { loadSite } from '../../../simulators/site.ts'
import { createTelemetry, type Sample } from '../../../simulators/telemetry.ts'

export const demoSite = loadSite(new URL('../../../simulators/sites/demo.yaml', import.meta.url).pathname)
export const catalogue: Catalogue = loadCatalogue()
export const kindOf = (id: string) => demoSite.equipment.find((equipment) => equipment.id === id)?.kind

const find = (id: string) => demoSite.equipment.find((equipment) => equipment.id === id)
const site = {
  kindOf,
  attributesOf: (id: string) => find(id)?.attributes,
  metricsOf: (id: string) => catalogue.get(kindOf(id) ?? '')?.metrics,
  ids: () => demoSite.equipment.map(({ id }) => id)
}

const rules = loadDefaultRules().flatMap((input) => {
  const compiled = compileRule(input, 1, catalogue)
  return compiled.ok ? [compiled.rule] : []
})

/** Monday 2025-11-24 00:00 in Shanghai. */
export const midnight = Date.UTC(2025, 10, 23, 16)

export type JudgedRun = {
  changes: AlarmChange[]
  events: { equipment: string; code: string }[]
  /** All that was sent, in order. */
  sent: { equipment: string; sample: Sample }[]
  /** `rule equipment` of every alarm raised. */
  raised: string[]
  /** `rule equipment severity` of every stage an alarm came to. */
  risen: string[]
}

type RunOptions = {
  seed?: string
  startAt: number
  seconds: number
  faults?: FaultPlan[]
  /** `history`: coarse and in steps of two seconds. */
  mode: 'history' | 'live'
}

export function runJudged({ seed = '1', startAt, seconds, faults = [], mode }: RunOptions): JudgedRun {
  const schedule = createFaultSchedule()
  for (const plan of faults) schedule.add(plan, startAt)
  const plant = createPlant({ site: demoSite, seed, startAt, faults: schedule })
  const telemetry = createTelemetry({ site: demoSite.site.id, plant, faults: schedule })
  const engine = createEngine({ rules, ...site, startedAt: mode === 'history' ? startAt + seconds * 1000 : startAt })
  const run: JudgedRun = { changes: [], events: [], sent: [], raised: [], risen: [] }
  const step = mode === 'history' ? 2 : 1
  while (plant.t < startAt + seconds * 1000) {
    // History arrives all at once, when it is over.
    const receivedAt = mode === 'history' ? startAt + seconds * 1000 : plant.t + step * 1000
    const base = { receivedAt, quality: 'good' as const }
    const events = plant.step(step)
    run.events.push(...events)
    const arrivals: Arrival[] = events.map((event) => ({
      ...createArrival(),
      events: [{ ...base, ...event, ts: plant.t, detail: null }]
    }))
    telemetry.collect(plant.t, mode === 'history' ? historyMode : liveMode)
    for (const { equipment, payload } of telemetry.flush()) {
      const samples = [payload].flat().filter((sample) => 'values' in sample)
      run.sent.push(...samples.map((sample) => ({ equipment, sample })))
      const readings = samples.flatMap(({ ts, values }) =>
        Object.entries(values).map(([metric, value]) => ({ ...base, equipment, metric, value, ts }))
      )
      arrivals.push({ ...createArrival(), readings })
    }
    run.changes.push(...engine.judge(arrivals), ...engine.tick(receivedAt))
  }
  run.raised = run.changes.filter(({ type }) => type === 'raised').map(({ rule, equipment }) => `${rule.id} ${equipment}`)
  run.risen = run.changes.flatMap((change) =>
    change.type === 'raised' || change.type === 'staged' ? [`${change.rule.id} ${change.equipment} ${change.rule.severity}`] : []
  )
  return run
}
