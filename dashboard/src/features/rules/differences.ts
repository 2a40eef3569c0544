/** Two versions of a rule, field by field. */

/** `before` or `after` is left out where the field was not there. Values as the rule writes them. */
export type Difference = { field: string; before?: string; after?: string }

export function differences(before: object, after: object): Difference[] {
  const [old, now] = [leaves(before), leaves(after)]
  const names = [...new Set([...old.keys(), ...now.keys()])]
  return names.flatMap((field) => {
    const [was, is] = [old.get(field), now.get(field)]
    if (was === is) return []
    return [{ field, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }]
  })
}

/** `stages.0.below` → `0.25`: a nested change is told where it is, not as the whole list twice. */
function leaves(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path, typeof value === 'string' ? value : String(value)]])
  const found = new Map<string, string>()
  for (const [name, inner] of Object.entries(value)) {
    for (const [field, text] of leaves(inner, path === '' ? name : `${path}.${name}`)) found.set(field, text)
  }
  return found
}
