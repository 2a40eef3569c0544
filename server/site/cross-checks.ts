/** What a schema cannot see: names that must exist, must be alone, or must fit together. */
import { IANAZone } from 'luxon'
import type { Catalogue } from '../../gateway/catalogue.ts'
import { findCircle } from '../alarms/topology.ts'
import { idSchema } from '../contract/common.ts'
import type { RuleInput } from '../contract/rules.ts'
import type { EquipmentInput, SiteFile } from '../contract/site.ts'
import type { FieldFault } from '../errors.ts'
import { metricsOf } from './equipment-metrics.ts'
import { checkMappings } from './mapping-checks.ts'
import { checkPatrol } from './patrol-checks.ts'
import type { Fault } from './shape-faults.ts'
import { idSections } from './site-sections.ts'
import { checkWorkforce } from './workforce-checks.ts'

/** Judges one rule beside the rest of its file; `field` of a fault is the rule's own, e.g. `clear_above`. */
export type RuleCheck = (rule: RuleInput, file: SiteFile) => readonly FieldFault[]

/** Every fault of a whole site, in the order of its sections. */
export function crossCheck(file: SiteFile, catalogue: Catalogue, checkRule: RuleCheck | undefined): Fault[] {
  const equipment = new Set(file.equipment.map((entry) => entry.id))
  const metricsOfId = (id: string) => {
    const found = file.equipment.find((entry) => entry.id === id)
    return found && metricsOf(found, catalogue)
  }
  return [
    ...checkSite(file),
    ...checkIds(file),
    ...file.equipment.flatMap((entry, index) => checkEquipment(entry, catalogue, ['equipment', index])),
    ...checkFeeding(file.equipment),
    ...file.devices.flatMap((device, index) => [
      ...unknownIds(device.equipment, equipment, 'equipment', ['devices', index, 'equipment']),
      ...device.topics.flatMap((filter, position) => checkFilter(filter, ['devices', index, 'topics', position]))
    ]),
    ...checkRules(file, catalogue, checkRule),
    ...repeats(file.checkpoints, (checkpoint) => checkpoint.tag, ['checkpoints', 'tag']),
    ...checkPatrol(file, metricsOfId),
    ...checkMappings(file, metricsOfId),
    ...file.sources.flatMap((source, index) =>
      source.subscribe.flatMap((filter, position) => checkFilter(filter, ['sources', index, 'subscribe', position]))
    ),
    ...file.users.flatMap((user, index) =>
      user.id === 'admin' && user.role !== 'admin'
        ? [{ path: ['users', index, 'role'], message: 'expected role admin for user admin' }]
        : []
    ),
    ...checkWorkforce(file, catalogue)
  ]
}

function checkSite(file: SiteFile): Fault[] {
  return checkSettings(file.site).map(({ field, message }) => ({ path: ['site', field], message }))
}

export function checkSettings(site: Pick<SiteFile['site'], 'timezone'>): FieldFault[] {
  if (IANAZone.isValidZone(site.timezone)) return []
  return [{ field: 'timezone', message: 'expected an IANA time zone such as Asia/Shanghai' }]
}

/** Ids are alone in their section; devices and readers share one, since both are MQTT user names. */
function checkIds(file: SiteFile): Fault[] {
  const devices = new Set(file.devices.map((device) => device.id))
  const faults = idSections.flatMap((section) => repeats<{ id: string }>(file[section], (entry) => entry.id, [section, 'id']))
  for (const [index, reader] of file.readers.entries()) {
    if (devices.has(reader.id)) {
      faults.push({ path: ['readers', index, 'id'], message: `expected an id no device has, ${reader.id} is one` })
    }
  }
  for (const section of ['devices', 'readers'] as const) {
    for (const [index, entry] of file[section].entries()) {
      if (entry.id === 'anonymous') {
        faults.push({ path: [section, index, 'id'], message: 'expected another id: anonymous stands for guests' })
      }
    }
  }
  return faults
}

function checkEquipment(entry: EquipmentInput, catalogue: Catalogue, path: [string, number]): Fault[] {
  const kind = catalogue.get(entry.kind)
  const faults = checkKind(entry.kind, catalogue, path)
  if (entry.kind === 'custom' && Object.keys(entry.metrics).length === 0) {
    faults.push({ path: [...path, 'metrics'], message: 'expected at least one metric for kind custom' })
  }
  for (const [name, metric] of Object.entries(entry.metrics)) {
    const at = [...path, 'metrics', name]
    if (!idSchema.safeParse(name).success) faults.push({ path: at, message: 'expected a name of A-Z a-z 0-9 _ . -' })
    const shipped = kind && Object.hasOwn(kind.metrics, name) ? kind.metrics[name] : undefined
    if (shipped && shipped.type !== metric.type) {
      faults.push({ path: [...at, 'type'], message: `expected ${shipped.type} as in kind ${entry.kind}` })
    }
    if (metric.min !== undefined && metric.max !== undefined && metric.min > metric.max) {
      faults.push({ path: [...at, 'max'], message: `expected at least min (${metric.min})` })
    }
  }
  return faults
}

/** A name that is no equipment is a zone. Told of the last entry on the circle: the others could stand without it. */
function checkFeeding(equipment: readonly EquipmentInput[]): Fault[] {
  const circle = findCircle(equipment)
  if (!circle) return []
  const index = equipment.findLastIndex(({ id }) => circle.includes(id))
  const last = circle.indexOf(equipment[index]?.id ?? '')
  const way = [...circle.slice(last), ...circle.slice(0, last + 1)]
  return [{ path: ['equipment', index, 'feeds'], message: `expected no circle: ${way.join(' feeds ')}` }]
}

function checkRules(file: SiteFile, catalogue: Catalogue, checkRule: RuleCheck | undefined): Fault[] {
  const equipment = new Set(file.equipment.map((entry) => entry.id))
  return file.rules.flatMap((rule, index) => {
    const path = ['rules', index]
    const faults: Fault[] = []
    if (rule.equipment !== undefined) faults.push(...unknownId(rule.equipment, equipment, 'equipment', [...path, 'equipment']))
    if (rule.kind !== undefined) faults.push(...checkKind(rule.kind, catalogue, path))
    // The compiler would only say the same again about a kind or equipment that is not there.
    if (faults.length > 0 || !checkRule) return faults
    return checkRule(rule, file).map(({ field, message }) => ({
      path: [...path, ...field.split(/[.[\]]+/).filter((step) => step !== '')],
      message
    }))
  })
}

function checkKind(kind: string, catalogue: Catalogue, path: readonly (string | number)[]): Fault[] {
  const known = new Set([...catalogue.keys(), 'custom'])
  return known.has(kind) ? [] : [{ path: [...path, 'kind'], message: `expected one of ${[...known].join(', ')}` }]
}

function checkFilter(filter: string, path: (string | number)[]): Fault[] {
  const levels = filter.split('/')
  const wellFormed =
    filter !== '' &&
    !filter.startsWith('$') &&
    !filter.includes('\u0000') &&
    levels.every((level, index) => (level === '#' ? index === levels.length - 1 : level === '+' || !/[#+]/.test(level)))
  return wellFormed ? [] : [{ path, message: 'expected an MQTT topic filter such as zigbee2mqtt/#' }]
}

function unknownIds(ids: readonly string[], known: ReadonlySet<string>, what: string, path: (string | number)[]): Fault[] {
  return ids.flatMap((id, position) => unknownId(id, known, what, [...path, position]))
}

function unknownId(id: string, known: ReadonlySet<string>, what: string, path: (string | number)[]): Fault[] {
  return known.has(id) ? [] : [{ path, message: `expected the id of known ${what}, there is no ${id}` }]
}

/** The second and later entries whose value an earlier one already has. */
function repeats<Entry>(
  entries: readonly Entry[],
  pick: (entry: Entry) => string | undefined,
  [section, field]: readonly [string, string]
): Fault[] {
  const seen = new Set<string>()
  return entries.flatMap((entry, index) => {
    const value = pick(entry)
    if (value === undefined) return []
    const message = `expected a value of its own, ${value} is used before`
    const faults = seen.has(value) ? [{ path: [section, index, field], message }] : []
    seen.add(value)
    return faults
  })
}
