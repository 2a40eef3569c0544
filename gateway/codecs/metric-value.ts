/** One wire value against its metric's spec. */
import type { MetricSpec } from '../catalogue.ts'
import type { Value } from '../reading.ts'

export type CheckedValue = { value: Value } | { reason: string }

/** The value as stored (0/1 become booleans), or why it cannot be. */
export function checkValue(name: string, spec: MetricSpec, wire: unknown): CheckedValue {
  switch (spec.type) {
    case 'number':
    case 'counter':
      if (typeof wire !== 'number' || !Number.isFinite(wire)) return wrongType(name, 'a number', wire)
      if ((spec.min !== undefined && wire < spec.min) || (spec.max !== undefined && wire > spec.max)) {
        return { reason: `values.${name}: ${wire} is outside the physical range ${spec.min ?? '-∞'}…${spec.max ?? '∞'}` }
      }
      return { value: wire }
    case 'boolean':
      if (typeof wire === 'boolean') return { value: wire }
      if (wire === 0 || wire === 1) return { value: wire === 1 }
      return wrongType(name, 'true, false, 0 or 1', wire)
    case 'string':
      if (typeof wire !== 'string') return wrongType(name, 'text', wire)
      if (spec.words && !Object.hasOwn(spec.words, wire)) {
        return { reason: `values.${name}: expected one of ${Object.keys(spec.words).join(', ')}` }
      }
      return wire.length <= 200 ? { value: wire } : { reason: `values.${name}: text longer than 200 characters` }
  }
}

function wrongType(name: string, expected: string, wire: unknown): CheckedValue {
  const got =
    typeof wire === 'string'
      ? 'text'
      : Array.isArray(wire)
        ? 'a list'
        : typeof wire === 'object'
          ? 'an object'
          : wire === Infinity || wire === -Infinity
            ? 'one without end'
            : `a ${typeof wire}`
  return { reason: `values.${name}: expected ${expected}, got ${got}` }
}
