import { describe, expect, it } from 'vitest'
import { maySubscribe } from '../../../gateway/access.ts'
import { device, foreignDevice, guest, reader } from '../../support/field-site.ts'

const cases = [
  { who: device, filter: 'facility/demo/pump-1/telemetry', may: true },
  { who: device, filter: 'facility/demo/pump-1/#', may: true },
  { who: device, filter: 'facility/demo/pump-1', may: true },
  { who: device, filter: 'facility/demo/lift-1/+', may: true },
  { who: device, filter: 'facility/demo/plc-1/status', may: true },
  { who: device, filter: '$share/g/facility/demo/pump-1/#', may: true },
  { who: device, filter: '#', may: false },
  { who: device, filter: '+', may: false },
  { who: device, filter: '+/demo/pump-1/telemetry', may: false },
  { who: device, filter: 'facility/#', may: false },
  { who: device, filter: 'facility/demo/+/telemetry', may: false },
  { who: device, filter: 'facility/+/pump-1/telemetry', may: false },
  { who: device, filter: 'facility/other/pump-1/telemetry', may: false },
  { who: device, filter: 'facility/demo/pump-2/telemetry', may: false },
  { who: device, filter: 'facility/demo/plc-2/status', may: false },
  { who: device, filter: 'facility/demo/pump-11/telemetry', may: false },
  { who: device, filter: '$share/x/#', may: false },
  { who: device, filter: '$share/x', may: false },
  { who: device, filter: '$share/x/$share/y/#', may: false },
  { who: device, filter: '$share/x/$SYS/#', may: false },
  { who: device, filter: '$SYS/#', may: false },
  { who: device, filter: '$reject', may: false },
  { who: device, filter: '', may: false },
  { who: device, filter: 'zigbee2mqtt/#', may: false },
  { who: foreignDevice, filter: 'zigbee2mqtt/#', may: true },
  { who: foreignDevice, filter: 'zigbee2mqtt/lamp/set', may: true },
  { who: foreignDevice, filter: '+/lamp/set', may: false },
  { who: reader, filter: 'facility/demo/patrol/reader-1/scan', may: true },
  { who: reader, filter: 'facility/demo/patrol/reader-2/scan', may: false },
  { who: reader, filter: 'facility/demo/pump-1/telemetry', may: false },
  { who: guest, filter: 'facility/demo/#', may: true },
  { who: guest, filter: '#', may: false },
  { who: guest, filter: '$SYS/#', may: false }
].map((each) => ({ ...each, name: each.who.id, verb: each.may ? 'may' : 'may not' }))

describe('maySubscribe', () => {
  it.each(cases)('$name $verb subscribe to "$filter"', ({ who, filter, may }) => {
    expect(maySubscribe(who, filter, 'demo')).toBe(may)
  })
})
