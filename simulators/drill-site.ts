/** A site for drills: one cabinet and everything it feeds. One cause, so many consequences. */
import { stringify } from 'yaml'

/** Equipment a gateway speaks for. */
const perGateway = 30

/** A site file with `count` fire pumps behind one cabinet. All passwords are `drill`. */
export function drillSite(count: number): string {
  const pumps = Array.from({ length: count }, (_, index) => `pump-${String(index + 1).padStart(3, '0')}`)
  const gateways = Array.from({ length: Math.ceil(count / perGateway) }, (_, index) => ({
    id: `gateway-${index + 1}`,
    password: 'drill',
    equipment: pumps.slice(index * perGateway, (index + 1) * perGateway)
  }))
  return stringify({
    site: { id: 'drill', name: '演练小区' },
    equipment: [
      { id: 'cabinet-1', kind: 'power_cabinet', name: '低压总柜', location: '配电房', feeds: pumps },
      ...pumps.map((id) => ({ id, kind: 'fire_pump', name: `消防泵 ${id}`, location: '水泵房' }))
    ],
    devices: [{ id: 'meter-1', password: 'drill', equipment: ['cabinet-1'] }, ...gateways],
    users: [{ id: 'wang', name: '王工', role: 'engineer', password: 'drill' }]
  })
}
