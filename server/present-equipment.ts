/** Equipment to the contract's shapes, for REST and the live channel alike. */
import type { EquipmentKind, MetricSpec } from '../gateway/catalogue.ts'
import type { Reading } from '../gateway/reading.ts'
import type { OutOfService } from './alarms/out-of-service.ts'
import type { EquipmentDetail, EquipmentItem, EquipmentStatus, KindInfo, LatestValue, MetricInfo } from './contract/equipment.ts'
import { toTime, toTimeOrNull } from './present.ts'

/** `enabled` left out: in service. */
export type PresentedEquipment = { id: string; kind: string; name: string; location: string; enabled?: boolean }
export type PresentedState = {
  status: EquipmentStatus
  lastSeenAt: number | null
  latest: ReadonlyMap<string, Reading>
  skewed?: ReadonlyMap<string, Reading>
  /** Left out or null: in service. */
  outOfService?: OutOfService | null
}

/** Of equipment nothing is known of yet. */
export const unheard: PresentedState = { status: 'offline', lastSeenAt: null, latest: new Map() }

export function toLatestValue(reading: Reading): LatestValue {
  return { value: reading.value, ts: toTime(reading.ts), quality: reading.quality }
}

export function toEquipmentItem(equipment: PresentedEquipment, state: PresentedState): EquipmentItem {
  const { id, kind, name, location, enabled = true } = equipment
  const { outOfService } = state
  const shown = {
    id,
    kind,
    name,
    location,
    ...(enabled ? {} : { enabled: false as const }),
    ...(outOfService && { outOfService: toOutOfServiceNote(outOfService) })
  }
  const latest = toLatestValues(state.latest)
  const skewed = state.skewed && state.skewed.size > 0 ? { skewed: toLatestValues(state.skewed) } : {}
  return { ...shown, status: state.status, lastSeenAt: toTimeOrNull(state.lastSeenAt), latest, ...skewed }
}

function toLatestValues(readings: ReadonlyMap<string, Reading>): Record<string, LatestValue> {
  const values: Record<string, LatestValue> = {}
  for (const [metric, reading] of readings) values[metric] = toLatestValue(reading)
  return values
}

/** `kind` is undefined for `custom` equipment, which has only metrics of its own. */
export function toEquipmentDetail(
  equipment: PresentedEquipment & {
    attributes: Readonly<Record<string, number | string | boolean>>
    metrics: Readonly<Record<string, MetricSpec>>
    ownMetrics?: EquipmentDetail['ownMetrics']
    feeds?: EquipmentDetail['feeds']
  },
  state: PresentedState,
  kind: Pick<EquipmentKind, 'zh' | 'en'> | undefined
): EquipmentDetail {
  return {
    ...toEquipmentItem(equipment, state),
    kindName: kind ? { zh: kind.zh, en: kind.en } : { zh: '自定义设备', en: 'Custom equipment' },
    attributes: { ...equipment.attributes },
    metrics: toMetrics(equipment.metrics),
    ...(equipment.ownMetrics && { ownMetrics: equipment.ownMetrics }),
    ...(equipment.feeds && { feeds: equipment.feeds })
  }
}

export function toKindInfo({ kind, zh, en, fire, metrics }: EquipmentKind): KindInfo {
  return { kind, zh, en, fire, metrics: toMetrics(metrics) }
}

function toMetrics(specs: Readonly<Record<string, MetricSpec>>): Record<string, MetricInfo> {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, { ...spec }]))
}

function toOutOfServiceNote({ reason, until, requestedBy }: OutOfService) {
  return { reason, until: toTime(until), by: requestedBy }
}
