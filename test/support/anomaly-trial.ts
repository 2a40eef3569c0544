/** Learned baselines and the plain 4-sigma rule on the same simulated weeks: who finds what, and who cries wolf. */
import { loadCatalogue } from '../../gateway/catalogue.ts'
import { createAnomalyWatch } from '../../server/baselines/anomaly-watch.ts'
import type { Sensitivity } from '../../server/baselines/baseline.ts'
import { loadRelations } from '../../server/baselines/relations.ts'
import type { AnomalyRule } from '../../server/baselines/watched.ts'
import type { FaultPlan } from '../../simulators/faults.ts'
import type { PlantSnapshot } from '../../simulators/plant.ts'
import { createRandom, hashText } from '../../simulators/random.ts'
import { createSiteClock } from '../../simulators/site-clock.ts'
import { createFourSigma } from './four-sigma.ts'
import { aHeader } from './rule-factories.ts'
import { demoSite, mondayMidnight, simulatedReadings, siteOf } from './simulated-readings.ts'

const hour = 3_600_000
const catalogue = loadCatalogue()
const relations = loadRelations(catalogue)
const clock = createSiteClock('Asia/Shanghai')
/** 1970-01-01 was a Thursday. */
const isWeekend = (ts: number) => (clock.day(ts) + 4) % 7 === 0 || (clock.day(ts) + 4) % 7 === 6
const seasonOf = (ts: number) => (isWeekend(ts) ? 24 : 0) + Math.floor(clock.hour(ts))

/** What is watched, and what happens to it. */
export const trials: readonly { equipment: string; kind: string; metrics: string[]; faults: string[] }[] = [
  {
    equipment: 'pump-1',
    kind: 'booster_pump',
    metrics: ['motor_power', 'frequency', 'flow', 'vibration', 'bearing_temp', 'outlet_pressure'],
    faults: ['seep', 'impeller_clogged', 'bearing_wear', 'drift.bearing_temp']
  },
  {
    equipment: 'lift-1',
    kind: 'elevator',
    metrics: ['machine_room_temp', 'car_vibration'],
    faults: ['cooling_weak', 'rail_wear']
  },
  { equipment: 'env-1', kind: 'environment', metrics: ['temperature', 'co2'], faults: ['cooling_weak', 'drift.temperature'] },
  { equipment: 'cabinet-1', kind: 'power_cabinet', metrics: ['cable_temp', 'voltage_a'], faults: ['terminal_loose'] }
]

/** Both rules' delay. */
const forMs = 30 * 60_000

function watchOf(sensitivity: Sensitivity) {
  const rules = trials.map(({ kind, metrics }): AnomalyRule => {
    const header = { ...aHeader({ id: `${kind}.anomaly`, metric: null }), severity: 'minor' as const }
    return { header, scope: { kind }, forMs, clearForMs: forMs, condition: { type: 'anomaly', metrics, sensitivity } }
  })
  const kindOf = (id: string) => trials.find(({ equipment }) => equipment === id)?.kind
  return createAnomalyWatch({ rules, relations, kindOf, seasonOf })
}

export type Tally = { found: number; missed: number; falseAlarms: number; delaysH: number[]; healthyWeeks: number }
export type TrialResult = { learned: Tally; plain: Tally; log: string[]; bytesPerEquipment: number }

export type TrialOptions = {
  seeds: readonly string[]
  learnDays: number
  healthyDays: number
  faultDays: number
  only?: readonly string[]
  sensitivity?: Sensitivity
  progress?: (text: string) => void
}

const emptyTally = (): Tally => ({ found: 0, missed: 0, falseAlarms: 0, delaysH: [], healthyWeeks: 0 })

export function runTrial({
  seeds,
  learnDays,
  healthyDays,
  faultDays,
  only,
  sensitivity = 'medium',
  progress
}: TrialOptions): TrialResult {
  const chosen = trials.filter(({ equipment }) => !only || only.includes(equipment))
  const metricsOf = (id: string) => chosen.find(({ equipment }) => equipment === id)?.metrics ?? []
  const result: TrialResult = { learned: emptyTally(), plain: emptyTally(), log: [], bytesPerEquipment: 0 }
  for (const seed of seeds) for (const trial of chosen) runOne(seed, trial)
  return result

  function runOne(seed: string, { equipment, faults }: (typeof trials)[number]): void {
    const site = siteOf(demoSite.equipment.filter(({ id }) => id === equipment))
    const watch = watchOf(sensitivity)
    const sigma = createFourSigma({ metricsOf, forMs })
    let snapshot: PlantSnapshot | undefined
    const keep = (end: PlantSnapshot) => {
      snapshot = end
    }
    for (const { readings } of simulatedReadings({ site, seed, hours: 24 * learnDays, onEnd: keep })) {
      note(seed, watch.judge(readings), sigma.judge(readings), undefined)
    }
    const learned = JSON.parse(JSON.stringify(watch.memory())) as ReturnType<typeof watch.memory>
    result.bytesPerEquipment = Math.max(result.bytesPerEquipment, ...learned.map(({ state }) => state.length))
    const begin = mondayMidnight + learnDays * 24 * hour
    const rng = createRandom(hashText(`${seed} ${equipment}`))

    const play = (days: number, plan: FaultPlan | undefined) => {
      const mine = watchOf(sensitivity)
      mine.restore(learned, begin)
      const other = sigma.fork()
      const onset = plan && begin + plan.delay
      let foundAt: number | undefined
      let plainAt: number | undefined
      const run = simulatedReadings({
        site,
        seed,
        hours: 24 * days,
        faults: plan ? [plan] : [],
        ...(snapshot && { restore: snapshot })
      })
      for (const { readings } of run) {
        const hits = note(seed, mine.judge(readings), other.judge(readings), onset)
        foundAt ??= hits.learned
        plainAt ??= hits.plain
      }
      return { onset, foundAt, plainAt }
    }

    if (healthyDays > 0) play(healthyDays, undefined)
    for (const tally of [result.learned, result.plain]) tally.healthyWeeks += (healthyDays + Math.max(0, learnDays - 7)) / 7
    for (const name of faults) {
      const delay = Math.floor(rng.between(2, 20)) * hour
      const { onset = 0, foundAt, plainAt } = play(faultDays, { name, equipment, delay })
      count(result.learned, foundAt, onset)
      count(result.plain, plainAt, onset)
      const said = (at: number | undefined) => (at === undefined ? 'missed' : `${((at - onset) / hour).toFixed(1)} h`)
      const line = `${seed} ${equipment} ${name}: learned ${said(foundAt)}, 4 sigma ${said(plainAt)}`
      result.log.push(line)
      progress?.(line)
    }
  }

  function count(tally: Tally, at: number | undefined, onset: number): void {
    if (at === undefined) tally.missed += 1
    else {
      tally.found += 1
      tally.delaysH.push((at - onset) / hour)
    }
  }

  /** Before its onset every alarm is a false one; from then on the first is the find. */
  function note(
    seed: string,
    changes: ReturnType<ReturnType<typeof watchOf>['judge']>,
    plain: { equipment: string; metric: string; raisedAt: number }[],
    onset: number | undefined
  ): { learned: number | undefined; plain: number | undefined } {
    const hits: { learned: number | undefined; plain: number | undefined } = { learned: undefined, plain: undefined }
    for (const change of changes) {
      if (change.type !== 'raised') continue
      if (onset !== undefined && change.raisedAt >= onset) hits.learned ??= change.raisedAt
      else {
        result.learned.falseAlarms += 1
        const line = `${seed} ${change.equipment} false: ${change.rule.metric} ${change.value} against ${change.limit} at ${new Date(change.raisedAt).toISOString()}`
        result.log.push(line)
        progress?.(line)
      }
    }
    for (const { raisedAt } of plain) {
      if (onset !== undefined && raisedAt >= onset) hits.plain ??= raisedAt
      else result.plain.falseAlarms += 1
    }
    return hits
  }
}
