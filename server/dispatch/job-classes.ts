/** What a job asks of whoever does it, by the rule, the kind of equipment or the trade: as data, with its sources. */
import type { Trade } from '../contract/tickets.ts'
import type { CertificateType, Skill } from '../contract/workforce.ts'

export type JobClass = {
  /** One of them is enough. None: anybody on duty can do it. */
  skills: readonly Skill[]
  /** Whoever lacks this one of them counts as having one job more in hand. */
  prefers?: Skill
  /** Without a valid one nobody is given the job. */
  certificate: CertificateType | null
  /** A maintenance firm is asked before our own people. */
  contractorFirst: boolean
  source: string
}

/*
 * 003 and 000 are the seeds of domain.md §4: 003 has a lift contractor on site at an entrapment, 000 all staff certified.
 * The regulations are quoted from memory, unverified. Which skills fit which kind is an engineering default.
 */
const lift: JobClass = {
  skills: ['lift'],
  certificate: 'lift_maintenance',
  contractorFirst: true,
  source: '特种设备安全法 art. 14, TSG Z6001: lift repair (T) by certified operators; 003: the contractor comes to a lift'
}
const fire: JobClass = {
  skills: ['fire'],
  certificate: 'fire_facility',
  contractorFirst: false,
  source: 'GB 25201: fire facilities are maintained by certified operators 消防设施操作员'
}
const power: JobClass = {
  skills: ['power'],
  certificate: 'low_voltage',
  contractorFirst: false,
  source: '特种作业人员安全技术培训考核管理规定 (order 30), annex 1.2: 低压电工作业'
}
const free = (skills: readonly Skill[], source: string): JobClass => ({
  skills,
  certificate: null,
  contractorFirst: false,
  source
})

const pump: JobClass = { ...free(['water', 'power'], 'engineering default: pressure and level are plumbing'), prefers: 'water' }
const pumpMotor: JobClass = { ...pump, prefers: 'power', source: 'engineering default: supply, drive and windings' }

const byKind: Readonly<Record<string, JobClass>> = {
  elevator: lift,
  escalator: lift,
  fire_pump: fire,
  jockey_pump: fire,
  fire_pressure_point: fire,
  fire_tank: fire,
  fire_alarm_panel: fire,
  smoke_fan: fire,
  fire_door: fire,
  power_cabinet: power,
  booster_pump: pump,
  sump_pump: pump,
  leak_sensor: free(['water'], 'engineering default'),
  environment: free(['hvac', 'smart', 'power'], 'engineering default')
}

/** Rules that tell of another job than their equipment's kind does. */
const byRule: Readonly<Record<string, JobClass>> = {
  'booster_pump.fault': pumpMotor,
  'booster_pump.overload': pumpMotor,
  'booster_pump.motor_temp': pumpMotor,
  'sump_pump.fault': pumpMotor,
  'sump_pump.overload': pumpMotor,
  'sump_pump.motor_temp': pumpMotor
}

const byTrade: Readonly<Record<Trade, JobClass>> = {
  water_power: free(['water', 'power'], '003: 水电; most of it is plumbing, so no certificate (engineering default)'),
  civil: free(['civil'], '003: 土建'),
  smart: free(['smart'], '003: 智能化')
}

const anybody = free([], 'engineering default: neither equipment nor trade is known')

/** The rule says more than the kind of its equipment, and that more than the trade that somebody chose. */
export function jobClassOf({
  rule,
  kind,
  trade
}: {
  rule: string | null
  kind: string | undefined
  trade: Trade | null
}): JobClass {
  return known(byRule, rule) ?? known(byKind, kind) ?? (trade === null ? anybody : byTrade[trade])
}

function known(classes: Readonly<Record<string, JobClass>>, name: string | null | undefined): JobClass | undefined {
  return name !== null && name !== undefined && Object.hasOwn(classes, name) ? classes[name] : undefined
}
