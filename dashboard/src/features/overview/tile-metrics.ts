/** The two to four values that tell most about a kind at a glance, most telling first. Metrics: domain.md §2. */
const tileMetrics: Readonly<Record<string, readonly string[]>> = {
  booster_pump: ['outlet_pressure', 'tank_level', 'running'],
  fire_pump: ['outlet_pressure', 'control_mode', 'running'],
  jockey_pump: ['network_pressure', 'starts_1h', 'running'],
  sump_pump: ['level', 'starts_1h', 'running'],
  fire_pressure_point: ['static_pressure'],
  fire_tank: ['level', 'water_temp'],
  elevator: ['floor', 'service_mode', 'direction'],
  escalator: ['service_mode', 'step_speed', 'running'],
  fire_alarm_panel: ['fire_alarm', 'fault', 'isolated_count'],
  smoke_fan: ['control_mode', 'running', 'power_ok'],
  fire_door: ['open', 'release_fault'],
  power_cabinet: ['voltage_ab', 'current_a', 'cable_temp'],
  leak_sensor: ['leak', 'battery'],
  environment: ['temperature', 'humidity', 'smoke']
}

const mostOnTile = 3

/** Of unknown and custom kinds: the first that reported. */
export function metricsOfTile(kind: string, reported: readonly string[]): readonly string[] {
  return tileMetrics[kind] ?? reported.slice(0, mostOnTile)
}
