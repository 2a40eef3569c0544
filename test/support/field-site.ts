/** A small site as the gateway sees it: two pumps and a lift, two devices and a reader. */
import type { MetricSpec } from '../../gateway/catalogue.ts'
import type { FieldEquipment, FieldRegister, Identity } from '../../gateway/register.ts'

const metrics: Record<string, MetricSpec> = {
  outlet_pressure: { type: 'number', unit: 'MPa', zh: '出水压力', en: 'Outlet pressure', min: 0, max: 2.5 },
  water_temp: { type: 'number', unit: 'Cel', zh: '水温', en: 'Water temperature', min: -40, max: 60 },
  free: { type: 'number', unit: '1', zh: '自定义', en: 'Without a range' },
  running: { type: 'boolean', zh: '运行', en: 'Running' },
  control_mode: {
    type: 'string',
    zh: '控制方式',
    en: 'Control mode',
    words: { auto: { zh: '自动', en: 'Automatic' }, manual: { zh: '手动', en: 'Manual' } }
  },
  note: { type: 'string', zh: '备注', en: 'Free text' },
  run_hours: { type: 'counter', unit: 'h', zh: '累计运行时间', en: 'Running hours', min: 0, max: 200_000 }
}

export const device: Identity = { id: 'plc-1', kind: 'device', equipment: new Set(['pump-1', 'lift-1']), topics: [] }
export const otherDevice: Identity = { id: 'plc-2', kind: 'device', equipment: new Set(['pump-2']), topics: [] }
export const reader: Identity = { id: 'reader-1', kind: 'reader', equipment: new Set(), topics: [] }
export const foreignDevice: Identity = { id: 'hub-1', kind: 'device', equipment: new Set(['pump-1']), topics: ['zigbee2mqtt/#'] }
export const guest: Identity = { id: 'anonymous', kind: 'anonymous', equipment: 'all', topics: [] }

/** Every password is `s3cret`. */
export const password = 's3cret'

export function createFieldSite({ anonymous = false }: { anonymous?: boolean } = {}): FieldRegister {
  const identities = new Map([device, otherDevice, reader, foreignDevice].map((each) => [each.id, each]))
  const equipment = new Map(['pump-1', 'pump-2', 'lift-1'].map((id): [string, FieldEquipment] => [id, { id, metrics }]))
  return {
    site: { id: 'demo', timezone: 'Asia/Shanghai', anonymous },
    equipment: (id) => equipment.get(id),
    authenticate: async (username, given) => (given === password ? identities.get(username) : undefined),
    identity: (id) => identities.get(id)
  }
}
