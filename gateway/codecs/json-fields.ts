/** JSON payloads: parsing, and nested objects into flat fields. */
import type { WireValue } from './codec.ts'

/** undefined when it is not JSON. */
export function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    return undefined
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isWireValue(value: unknown): value is WireValue {
  return value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
}

const deepest = 8

/** `{ENERGY: {Power: 3}}` → `ENERGY.Power` 3; a list's items go by their place from 0. */
export function flatFields(body: Record<string, unknown>): [field: string, value: WireValue][] {
  const fields: [string, WireValue][] = []
  const walk = (part: object, prefix: string, depth: number): void => {
    for (const [name, value] of Object.entries(part)) {
      if (isWireValue(value)) fields.push([prefix + name, value])
      else if (typeof value === 'object' && value !== null && depth < deepest) walk(value, `${prefix}${name}.`, depth + 1)
    }
  }
  walk(body, '', 0)
  return fields
}
