/** Entries of the site as their tables keep them, both ways. JSON is text, flags are 0 / 1 (see database/schema.ts). */
import {
  type CheckpointInput,
  checkpointSchema,
  type DeviceInput,
  deviceSchema,
  type EquipmentInput,
  equipmentSchema,
  type RouteInput,
  routeSchema
} from '../contract/site.ts'
import {
  type ContractorInput,
  contractorSchema,
  type ShiftInput,
  shiftSchema,
  type TeamInput,
  teamSchema
} from '../contract/workforce.ts'
import type { ContractorTable, ShiftTable, TeamTable } from '../database/people-tables.ts'
import type { CheckpointTable, DeviceTable, EquipmentTable, RouteTable } from '../database/site-tables.ts'

/** Without `id` and `enabled`, which each writer sets itself. */
type Columns<Table> = Omit<Table, 'id' | 'enabled' | 'secret'>

export function equipmentColumns(entry: EquipmentInput): Columns<EquipmentTable> {
  const { kind, name, location, attributes, metrics, feeds } = entry
  const json = { attributes: JSON.stringify(attributes), metrics: JSON.stringify(metrics), feeds: JSON.stringify(feeds) }
  return { kind, name, location, ...json }
}

export function toEquipment(row: EquipmentTable): EquipmentInput {
  const { id, kind, name, location, attributes, metrics, feeds } = row
  const json = { attributes: JSON.parse(attributes), metrics: JSON.parse(metrics), feeds: JSON.parse(feeds) }
  return equipmentSchema.parse({ id, kind, name, location, ...json })
}

export function deviceColumns({ equipment, topics }: Pick<DeviceInput, 'equipment' | 'topics'>): Columns<DeviceTable> {
  return { equipment: JSON.stringify(equipment), topics: JSON.stringify(topics) }
}

export function toDevice(row: DeviceTable): Omit<DeviceInput, 'password'> {
  const { equipment, topics } = deviceSchema.shape
  return { id: row.id, equipment: equipment.parse(JSON.parse(row.equipment)), topics: topics.parse(JSON.parse(row.topics)) }
}

export function checkpointColumns({ id: _, name, tag, location, ...settings }: CheckpointInput): Columns<CheckpointTable> {
  return { name, tag: tag ?? null, location, settings: JSON.stringify(settings) }
}

export function toCheckpoint({ id, name, tag, location, settings }: CheckpointTable): CheckpointInput {
  return checkpointSchema.parse({ id, name, location, ...(tag !== null && { tag }), ...JSON.parse(settings) })
}

export function routeColumns({ id: _, name, checkpoints, windows, order, ...settings }: RouteInput): Columns<RouteTable> {
  const json = { checkpoints: JSON.stringify(checkpoints), windows: JSON.stringify(windows), settings: JSON.stringify(settings) }
  return { name, visit_order: order, ...json }
}

export function toRoute({ id, name, checkpoints, windows, visit_order, settings }: RouteTable): RouteInput {
  const json = { checkpoints: JSON.parse(checkpoints), windows: JSON.parse(windows), ...JSON.parse(settings) }
  return routeSchema.parse({ id, name, order: visit_order, ...json })
}

export function teamColumns({ name }: TeamInput): Columns<TeamTable> {
  return { name }
}

export function toTeam({ id, name }: TeamTable): TeamInput {
  return teamSchema.parse({ id, name })
}

export function contractorColumns({ name, phone, email, kinds }: ContractorInput): Columns<ContractorTable> {
  return { name, phone: phone ?? null, email: email ?? null, kinds: JSON.stringify(kinds) }
}

export function toContractor({ id, name, phone, email, kinds }: ContractorTable): ContractorInput {
  const reached = { ...(phone !== null && { phone }), ...(email !== null && { email }) }
  return contractorSchema.parse({ id, name, ...reached, kinds: JSON.parse(kinds) })
}

export function shiftColumns({ name, starts, ends, team, patrol }: ShiftInput): Columns<ShiftTable> {
  return { name, starts, ends, team: team ?? null, patrol: Number(patrol) }
}

export function toShift({ id, name, starts, ends, team, patrol }: ShiftTable): ShiftInput {
  return shiftSchema.parse({ id, name, starts, ends, patrol: patrol === 1, ...(team !== null && { team }) })
}
