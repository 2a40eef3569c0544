/** The site of the benchmark: pumps that carry the load, and pumps that wait for their one breach. */
import type { Login } from './mqtt-packets.ts'

export const site = 'bench'
export const loadPumps = 200
export const deviceLogin: Login = { username: 'bench-device', password: '6f1c0b9a4e7d42d3a58e0c7b91f2d364' }
export const adminPassword = 'bench-admin-password'

export const loadPump = (index: number): string => `pump-${index}`
export const watchedPump = (index: number): string => `watched-${index}`

/** YAML, in its JSON subset. All default rules are on; low pressure is judged at once, or its delay would be measured. */
export function buildSiteFile(watchedPumps: number): string {
  const ids = [
    ...Array.from({ length: loadPumps }, (_, index) => loadPump(index)),
    ...Array.from({ length: watchedPumps }, (_, index) => watchedPump(index))
  ]
  return JSON.stringify({
    site: { id: site, name: 'Benchmark', timezone: 'Asia/Shanghai' },
    equipment: ids.map((id) => ({ id, kind: 'booster_pump', name: id, location: 'B1' })),
    devices: [{ id: deviceLogin.username, password: deviceLogin.password, equipment: ids }],
    rules: [
      {
        id: 'booster_pump.outlet_low',
        kind: 'booster_pump',
        metric: 'outlet_pressure',
        below: 0.25,
        clear_above: 0.28,
        for: '0s',
        clear_for: '30s',
        severity: 'critical',
        title: '供水压力低',
        action: '检查水泵与进水'
      }
    ]
  })
}
