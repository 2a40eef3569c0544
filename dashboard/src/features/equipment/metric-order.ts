import type { EquipmentDetail } from '../../../../server/contract/equipment.ts'

/** Of every pump and of every radio sensor: worth knowing, but after what this kind is for. */
const lastMetrics = ['battery', 'rssi', 'run_hours', 'start_count', 'trip_count', 'door_count']
const firstMetrics = [
  'outlet_pressure',
  'network_pressure',
  'static_pressure',
  'level',
  'floor',
  'temperature',
  'voltage_ab',
  'tank_level'
]

/**
 * What reports, most telling first; metrics the kind could have but this equipment never sent come last,
 * and only when nothing at all was sent are they all shown.
 */
export function orderMetrics(detail: Pick<EquipmentDetail, 'metrics' | 'latest'>): string[] {
  const names = Object.keys(detail.metrics)
  const heard = names.filter((name) => detail.latest[name] !== undefined)
  const shown = heard.length > 0 ? heard : names
  return shown.sort((a, b) => place(a) - place(b) || names.indexOf(a) - names.indexOf(b))
}

function place(name: string): number {
  if (lastMetrics.includes(name)) return 100 + lastMetrics.indexOf(name)
  const first = firstMetrics.indexOf(name)
  return first < 0 ? firstMetrics.length : first
}
