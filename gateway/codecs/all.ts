/** Every foreign format. To add one: its file, and a line here. */
import { chirpstackCodec } from './chirpstack.ts'
import type { Codec } from './codec.ts'
import { senmlCodec } from './senml.ts'
import { createSparkplugCodec } from './sparkplug.ts'
import { tasmotaCodec } from './tasmota.ts'
import { theThingsStackCodec } from './the-things-stack.ts'
import { thingsboardCodec } from './thingsboard.ts'
import { zigbee2mqttCodec } from './zigbee2mqtt.ts'

export function createCodecs(): Codec[] {
  return [
    createSparkplugCodec(),
    senmlCodec,
    chirpstackCodec,
    theThingsStackCodec,
    zigbee2mqttCodec,
    tasmotaCodec,
    thingsboardCodec
  ]
}
