/** What no well-behaved client sends, by the byte; each must end its own connection and touch no other. */
import { connectPacket, field, lengthBytes, number, packet, packetTypes, publishPacket, subscribePacket } from './raw-mqtt.ts'

export type Hostile = { what: string; bytes: Buffer /** CONNACK code that it is answered with. */; code?: number }

const broken = Buffer.from([0x66, 0xff, 0x6f])
const overlong = Buffer.from([0xc0, 0xaf])
const surrogate = Buffer.from([0xed, 0xa0, 0x80])
const nul = Buffer.from('a\0b')

type Connect = { name?: string; level?: number; flags?: number; fields?: (string | Buffer)[]; more?: Buffer }
function rawConnect({ name = 'MQTT', level = 4, flags = 2, fields = ['x'], more = Buffer.alloc(0) }: Connect): Buffer {
  const head = [field(name), Buffer.from([level, flags, 0, 0]), ...fields.map(field), more]
  return packet(packetTypes.connect, 0, Buffer.concat(head))
}
const rawPublish = (topic: Buffer | string, flags: number, rest = Buffer.from([0, 1])) =>
  packet(packetTypes.publish, flags, Buffer.concat([field(topic), rest]))
const rawSubscribe = (filter: Buffer | string, qos = 1, id = 1, type: number = packetTypes.subscribe) =>
  packet(type, 2, Buffer.concat([number(id), field(filter), ...(type === packetTypes.subscribe ? [Buffer.from([qos])] : [])]))
const rawUnsubscribe = (filter: Buffer | string, id = 1) => rawSubscribe(filter, 0, id, packetTypes.unsubscribe)

/** From somebody who has not said CONNECT yet. */
export const fromStrangers: Hostile[] = [
  { what: 'a web browser', bytes: Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n') },
  { what: 'a TLS handshake', bytes: Buffer.from([0x16, 3, 1, 2, 0, 1, 0]) },
  { what: 'zeros', bytes: Buffer.alloc(64) },
  { what: 'ones', bytes: Buffer.alloc(64, 0xff) },
  { what: 'a PINGREQ first', bytes: Buffer.from([0xc0, 0]) },
  { what: 'a DISCONNECT first', bytes: Buffer.from([0xe0, 0]) },
  { what: 'a PUBLISH first', bytes: publishPacket({ topic: 'facility/demo/pump-1/telemetry', payload: '{}' }) },
  { what: 'the begin of a SUBSCRIBE first', bytes: Buffer.from([0x82, 200]) },
  { what: 'a CONNECT of 50 MB', bytes: Buffer.from([0x10, ...lengthBytes(50_000_000)]) },
  { what: 'a CONNECT just over 4 KiB', bytes: Buffer.from([0x10, ...lengthBytes(4097)]) },
  { what: 'a length of five bytes', bytes: Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80, 0x01]) },
  { what: 'a CONNECT without anything', bytes: Buffer.from([0x10, 0]) },
  { what: 'a CONNECT with flags in its header', bytes: Buffer.from([0x11, 0]) },
  { what: 'another protocol', bytes: rawConnect({ name: 'AMQP' }) },
  { what: 'the protocol name in small letters', bytes: rawConnect({ name: 'mqtt' }) },
  { what: 'a protocol name longer than the packet', bytes: packet(1, 0, Buffer.from([0xff, 0xff, 0x4d, 0x51])) },
  { what: 'version 5', bytes: rawConnect({ level: 5 }), code: 1 },
  { what: 'version 255', bytes: rawConnect({ level: 255 }), code: 1 },
  { what: 'the reserved flag of CONNECT', bytes: rawConnect({ flags: 3 }) },
  { what: 'a will of QoS 3', bytes: rawConnect({ flags: 0x1e, fields: ['x', 'a', 'b'] }) },
  { what: 'a will QoS without a will', bytes: rawConnect({ flags: 0x0a }) },
  { what: 'a retained will without a will', bytes: rawConnect({ flags: 0x22 }) },
  { what: 'a password without a user name', bytes: rawConnect({ flags: 0x42, fields: ['x', 'secret'] }) },
  { what: 'a user name that is announced and missing', bytes: rawConnect({ flags: 0x82 }) },
  { what: 'a client id that runs over the packet', bytes: rawConnect({ fields: [], more: Buffer.from([0, 9, 0x78]) }) },
  { what: 'bytes behind the last field of CONNECT', bytes: rawConnect({ more: Buffer.from('more') }) },
  { what: 'an empty client id for a kept session', bytes: rawConnect({ flags: 0, fields: [''] }), code: 2 },
  { what: 'a client id of broken UTF-8', bytes: rawConnect({ fields: [broken] }) },
  { what: 'a client id with U+0000', bytes: rawConnect({ fields: [nul] }) },
  { what: 'a client id with half a surrogate', bytes: rawConnect({ fields: [surrogate] }) },
  { what: 'a user name of broken UTF-8', bytes: rawConnect({ flags: 0x82, fields: ['x', overlong] }) },
  { what: 'a user name with U+0000', bytes: rawConnect({ flags: 0x82, fields: ['x', nul] }) },
  { what: 'a will to a filter', bytes: rawConnect({ flags: 6, fields: ['x', 'facility/#', 'gone'] }) },
  { what: 'a will to nothing', bytes: rawConnect({ flags: 6, fields: ['x', '', 'gone'] }) },
  { what: 'a will topic with U+0000', bytes: rawConnect({ flags: 6, fields: ['x', nul, 'gone'] }) }
]

const own = 'facility/demo/pump-1/'

/** From a device that has logged in. */
export const fromDevices: Hostile[] = [
  { what: 'a second CONNECT', bytes: connectPacket({ clientId: 'x' }) },
  { what: 'a CONNACK', bytes: Buffer.from([0x20, 2, 0, 0]) },
  { what: 'a SUBACK', bytes: Buffer.from([0x90, 3, 0, 1, 0]) },
  { what: 'an UNSUBACK', bytes: Buffer.from([0xb0, 2, 0, 1]) },
  { what: 'a PINGRESP', bytes: Buffer.from([0xd0, 0]) },
  { what: 'type 0', bytes: Buffer.from([0, 0]) },
  { what: 'type 15', bytes: Buffer.from([0xf0, 0]) },
  { what: 'a packet over 256 KiB', bytes: Buffer.from([0x30, ...lengthBytes(256 * 1024 + 1)]) },
  { what: 'a PUBLISH of QoS 3', bytes: rawPublish(`${own}telemetry`, 6) },
  { what: 'a duplicate of QoS 0', bytes: rawPublish(`${own}telemetry`, 8) },
  { what: 'a PUBLISH with packet id 0', bytes: rawPublish(`${own}telemetry`, 2, Buffer.from([0, 0, 0x7b])) },
  { what: 'a PUBLISH without its packet id', bytes: rawPublish(`${own}telemetry`, 2, Buffer.alloc(0)) },
  { what: 'a PUBLISH to nothing', bytes: rawPublish('', 2) },
  { what: 'a PUBLISH to #', bytes: rawPublish('#', 2) },
  { what: 'a PUBLISH to a name with +', bytes: rawPublish(`${own}a+b`, 0) },
  { what: 'a PUBLISH to a name with U+0000', bytes: rawPublish(nul, 2) },
  { what: 'a PUBLISH to broken UTF-8', bytes: rawPublish(broken, 0) },
  { what: 'a PUBLISH to an overlong slash', bytes: rawPublish(overlong, 2) },
  { what: 'a topic that runs over its packet into the next', bytes: Buffer.from([0x30, 4, 0, 9, 0x61, 0x62, 0xc0, 0]) },
  { what: 'a PUBLISH without anything', bytes: Buffer.from([0x30, 0]) },
  { what: 'a topic of 200 levels', bytes: rawPublish('a/'.repeat(200), 2) },
  { what: 'a PUBACK of packet id 0', bytes: Buffer.from([0x40, 2, 0, 0]) },
  { what: 'a PUBACK that is too short', bytes: Buffer.from([0x40, 1, 1]) },
  { what: 'a PUBACK that is too long', bytes: Buffer.from([0x40, 3, 0, 1, 0]) },
  { what: 'a PUBREL without its flag', bytes: Buffer.from([0x60, 2, 0, 1]) },
  { what: 'a PUBREC with flags', bytes: Buffer.from([0x52, 2, 0, 1]) },
  { what: 'a SUBSCRIBE without its flag', bytes: Buffer.from([0x80, 6, 0, 1, 0, 1, 0x61, 0]) },
  { what: 'a SUBSCRIBE to nothing at all', bytes: Buffer.from([0x82, 2, 0, 1]) },
  { what: 'a SUBSCRIBE to an empty filter', bytes: rawSubscribe('') },
  { what: 'a SUBSCRIBE with packet id 0', bytes: rawSubscribe('a', 1, 0) },
  { what: 'a SUBSCRIBE of QoS 3', bytes: rawSubscribe('a', 3) },
  { what: 'a SUBSCRIBE with reserved bits in its QoS', bytes: rawSubscribe('a', 0x81) },
  { what: 'a SUBSCRIBE that lacks its last QoS', bytes: Buffer.from([0x82, 5, 0, 1, 0, 1, 0x61]) },
  { what: 'a filter with # in the middle', bytes: rawSubscribe('a/#/b') },
  { what: 'a filter with # behind a letter', bytes: rawSubscribe('a/b#') },
  { what: 'a filter with ##', bytes: rawSubscribe('a/##') },
  { what: 'a filter with + behind a letter', bytes: rawSubscribe('a+') },
  { what: 'a filter with + before a letter', bytes: rawSubscribe('a/+b') },
  { what: 'a filter with U+0000', bytes: rawSubscribe(nul) },
  { what: 'a filter of broken UTF-8', bytes: rawSubscribe(broken) },
  { what: 'a filter of 200 levels', bytes: rawSubscribe(`${'a/'.repeat(200)}#`) },
  { what: 'an UNSUBSCRIBE from nothing at all', bytes: Buffer.from([0xa2, 2, 0, 1]) },
  { what: 'an UNSUBSCRIBE with packet id 0', bytes: rawUnsubscribe('a', 0) },
  { what: 'an UNSUBSCRIBE from a/#/b', bytes: rawUnsubscribe('a/#/b') },
  { what: 'a PINGREQ with a payload', bytes: Buffer.from([0xc0, 1, 0]) },
  { what: 'a DISCONNECT with a payload', bytes: Buffer.from([0xe0, 1, 0]) },
  { what: 'a good SUBSCRIBE and then garbage', bytes: Buffer.concat([subscribePacket([`${own}#`]), Buffer.alloc(9, 0xff)]) }
]
