/** How a compiler says what is wrong: every fault names its field, `all.0.below` for one inside a condition. */
import type { FieldFault } from '../errors.ts'

export type Compiled<Part> = { ok: true; part: Part } | { ok: false; errors: FieldFault[] }

export function refuse(field: string, message: string): { ok: false; errors: FieldFault[] } {
  return { ok: false, errors: [{ field, message }] }
}

/** The part, unless something was found wrong with it. */
export function unlessFaulty<Part>(errors: FieldFault[], part: () => Part): Compiled<Part> {
  return errors.length > 0 ? { ok: false, errors } : { ok: true, part: part() }
}

/** The same faults one level further out. */
export function under(path: string, errors: readonly FieldFault[]): FieldFault[] {
  return errors.map(({ field, message }) => ({ field: `${path}.${field}`, message }))
}
