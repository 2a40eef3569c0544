/** What a booster pump of the load sends: three values a message, each message with a ts of its own. */
import { encodePublish } from './mqtt-packets.ts'

export type Source = {
  readonly equipment: string
  /** Bytes of each packet. */
  readonly size: number
  /** Puts the next message at `offset` of `target` and returns its ts. */
  write(target: Buffer, offset: number, packetId: number): number
}

export const valuesPerMessage = 3
const tsAt = '{"ts":'.length
const tsDigits = 13

export type SourceOptions = {
  site: string
  equipment: string
  /** MPa. Left out: 0.300 to 0.499, inside every default limit. */
  outletPressure?: number
}

/**
 * One packet, encoded once; each message only overwrites digits in it. `ts` is the time of
 * sending, and 1 ms after the message before when that is later: no two have the same.
 */
export function createTelemetrySource({ site, equipment, outletPressure }: SourceOptions): Source {
  const template = '{"ts":0000000000000,"values":{"outlet_pressure":0.400,"flow":30.00,"bearing_temp":50.00}}'
  const payload = Buffer.from(template)
  const { packet, idAt, payloadAt } = encodePublish(`facility/${site}/${equipment}/telemetry`, payload)
  const pressureAt = payloadAt + template.indexOf('0.400') + 2
  const flowAt = payloadAt + template.indexOf('.00,"b') + 1
  const bearingAt = payloadAt + template.indexOf('.00}}') + 1
  let lastTs = 0
  let count = 0

  return {
    equipment,
    size: packet.length,
    write(target, offset, packetId) {
      const ts = Math.max(Date.now(), lastTs + 1)
      lastTs = ts
      count++
      packet.writeUInt16BE(packetId, idAt)
      putDigits(packet, payloadAt + tsAt, tsDigits, ts)
      putDigits(packet, pressureAt, 3, outletPressure === undefined ? 300 + (count % 200) : Math.round(outletPressure * 1000))
      putDigits(packet, flowAt, 2, (count * 7) % 100)
      putDigits(packet, bearingAt, 2, (count * 3) % 100)
      packet.copy(target, offset)
      return ts
    }
  }
}

function putDigits(target: Buffer, at: number, digits: number, value: number): void {
  let left = value
  for (let place = at + digits - 1; place >= at; place--) {
    const tens = Math.floor(left / 10)
    target[place] = 0x30 + left - tens * 10
    left = tens
  }
}
