import { beforeEach, describe, expect, it } from 'vitest'
import { createStamps } from '../../../gateway/codecs/sample-time.ts'
import { createForeignDecoder, type ForeignDecoder } from '../../../gateway/foreign.ts'
import { createMappingBook } from '../../../gateway/mapping.ts'
import type { Identity } from '../../../gateway/register.ts'
import { createUnknownPoints, type UnknownPoints } from '../../../gateway/unknown-points.ts'
import { clockStart } from '../../support/fake-clock.ts'
import { createFieldSite, guest } from '../../support/field-site.ts'
import { createRandom } from '../../support/random.ts'

let unknownPoints: UnknownPoints
let decoder: ForeignDecoder
beforeEach(() => {
  unknownPoints = createUnknownPoints({ limit: 3 })
  decoder = createForeignDecoder({
    register: createFieldSite(),
    mappings: createMappingBook([]),
    unknownPoints,
    retentionMs: 1e12,
    stamps: createStamps()
  })
})

const decode = (topic: string, payload: string | Buffer, identity: Identity = guest) =>
  decoder.decode({ topic, payload: Buffer.from(payload), receivedAt: clockStart }, { identity, link: '' })

describe('a second delivery', () => {
  const topic = 'application/a/device/b/event/up'
  const uplink = JSON.stringify({ deduplicationId: 'x', deviceInfo: { devEui: 'pump-1' }, object: { free: 1 } })

  it('is dropped only when the first one is durable', () => {
    const first = decode(topic, uplink)
    expect(decode(topic, uplink).arrival.readings).toHaveLength(1)
    first.committed()
    const again = decode(topic, uplink)
    expect([again.arrival.readings, again.faults, again.refused]).toEqual([[], [], false])
  })
})

describe('unknown points', () => {
  it('are bounded: the one heard longest ago goes', () => {
    for (const name of ['a', 'b', 'c', 'a', 'd']) decode(`zigbee2mqtt/${name}`, '{"x":1}')
    expect(unknownPoints.list().map(({ device, messages }) => [device, messages])).toEqual([
      ['d', 1],
      ['a', 2],
      ['c', 1]
    ])
  })

  it('are kept when they are new, when they go, and no more often than every 10 min', () => {
    const hear = (name: string, receivedAt: number) =>
      decoder.decode({ topic: `zigbee2mqtt/${name}`, payload: Buffer.from('{"x":1}'), receivedAt }, { identity: guest, link: '' })
    const changes = () => [...unknownPoints.memory.changes()].map(([key, text]) => [JSON.parse(key)[2], text !== null])
    for (const name of ['a', 'b', 'c', 'a']) hear(name, clockStart)
    const kept = [...unknownPoints.memory.changes()].map(([key, text]) => [key, text ?? ''] as const)
    expect(kept).toHaveLength(3)
    hear('a', clockStart + 599_999)
    expect(changes()).toEqual([])
    hear('a', clockStart + 600_000)
    hear('d', clockStart + 600_001)
    expect(changes()).toEqual([
      ['a', true],
      ['b', false],
      ['d', true]
    ])

    const restored = createUnknownPoints({ limit: 3 })
    restored.memory.restore(kept)
    expect(restored.list().map(({ device, messages, payload }) => [device, messages, payload])).toEqual([
      ['c', 1, '{"x":1}'],
      ['b', 1, '{"x":1}'],
      ['a', 2, '{"x":1}']
    ])
  })

  it('show bytes that are no text as hex, and cut text between characters', () => {
    const note = (payload: Buffer) =>
      unknownPoints.note({ source: 's', sender: 's', device: 'd', field: 'f', value: 1, topic: 't', payload, lastSeenAt: 1 })
    expect(note(Buffer.from([0x08, 0xff, 0xfe, 0x80, 0x80, 0x80]))).toBe(true)
    expect(unknownPoints.list()[0]?.payload).toBe('08fffe808080')
    expect(note(Buffer.from('水泵').subarray(0, 5))).toBe(false)
    expect(unknownPoints.list()[0]?.payload).toBe('水')
  })
})

const samples: [topic: string, payload: string | Buffer][] = [
  ['senml/demo/pump-1', '[{"bn":"pump-1/","bt":1763800000,"n":"free","u":"Pa","v":420000},{"n":"running","vb":true}]'],
  ['senml/demo/pump-1', Buffer.from('82a3216770756d702d312f00646672656502011a00a100647265', 'hex')],
  [
    'spBv1.0/g/NBIRTH/plc-1',
    Buffer.from(
      '0880ccb0d5aa3312120a0562645365711880ccb0d5aa332004580012210a144e6f646520436f6e74726f6c2f526562697274681880ccb0d5aa33200b70001800',
      'hex'
    )
  ],
  [
    'spBv1.0/g/DBIRTH/plc-1/pump-1',
    Buffer.from(
      '0880ccb0d5aa3312250a0f6f75746c65745f707265737375726510011880ccb0d5aa33200a69e17a14ae47e1da3f12160a0772756e6e696e6710021880ccb0d5aa33200b70011801',
      'hex'
    )
  ],
  [
    'application/a/device/b/event/up',
    '{"deduplicationId":"3a","time":"2025-11-22T08:26:40+00:00","deviceInfo":{"devEui":"pump-1","tags":{"equipment":"x"}},"object":{"free":1},"rxInfo":[{"rssi":-87}]}'
  ],
  ['application/a/device/b/event/up', Buffer.from('0a02336112060880a1ddc6061a0832067075', 'hex')],
  [
    'v3/a@t/devices/pump-1/up',
    '{"end_device_ids":{"dev_eui":"00"},"uplink_message":{"frm_payload":"AWQ=","decoded_payload":{"free":1},"rx_metadata":[{"rssi":-87}],"received_at":"2025-11-22T08:26:40.050Z"}}'
  ],
  ['zigbee2mqtt/pump-1', '{"free":true,"update":{"state":"idle"},"list":[1,[2]]}'],
  ['tele/pump-1/SENSOR', '{"Time":"2025-11-22T16:26:40","DS18B20":{"Id":"0","Temperature":20.6},"TempUnit":"constructor"}'],
  ['v1/gateway/telemetry', '{"pump-1":[{"ts":1763800000000,"values":{"free":0.42,"running":true}}],"__proto__":[{"a":1}]}']
]

describe('damaged messages', () => {
  it.each(samples)('of %s never throw, and no reading is outside what its metric may be', (topic, payload) => {
    const random = createRandom(7)
    const whole = Buffer.from(payload)
    for (let round = 0; round < 1500; round++) {
      const bytes = Buffer.from(whole)
      for (let damage = 1 + random.below(4); damage > 0; damage--) bytes[random.below(bytes.length)] = random.below(256)
      const { arrival } = decode(topic, random.chance(0.2) ? bytes.subarray(0, random.below(bytes.length)) : bytes)
      for (const { value, ts } of arrival.readings) {
        expect(typeof value === 'number' ? Number.isFinite(value) : true).toBe(true)
        expect(Number.isSafeInteger(ts)).toBe(true)
      }
    }
  })

  it('nested without end are no more than a reject', () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    expect(decode('zigbee2mqtt/x', deep).arrival.readings).toEqual([])
    expect(decode('senml/demo/x', Buffer.alloc(200_000, 0x81)).faults).toHaveLength(1)
  })
})
