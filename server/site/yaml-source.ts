/** A YAML text together with the line on which each of its fields stands. */
import { isAlias, isCollection, isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml'

export type FieldPath = readonly (string | number)[]
export type SourceFault = { line: number; message: string }

export type YamlSource =
  | { ok: false; faults: SourceFault[] }
  | {
      ok: true
      value: unknown
      /** Line (from 1) of the field, or of the nearest part around it that is there. */
      lineOf(path: FieldPath): number
    }

/** YAML 1.2, one document; duplicate keys and unknown tags are faults. */
export function parseYaml(text: string): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { version: '1.2', lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line)
  const faults = [...document.errors, ...document.warnings].map((error) => ({
    line: lineAt(error.pos[0]),
    message: oneLine(error.message)
  }))
  if (faults.length > 0) return { ok: false, faults }

  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 1000 })
  } catch (error) {
    return { ok: false, faults: [{ line: 1, message: oneLine(error instanceof Error ? error.message : String(error)) }] }
  }

  function lineOf(path: FieldPath): number {
    let node: unknown = document.contents
    let offset = startOf(node) ?? 0
    for (const step of path) {
      const container = isAlias(node) ? node.resolve(document) : node
      if (!isCollection(container)) break
      const pair = isMap(container)
        ? container.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step))
        : undefined
      node = pair ? pair.value : container.get(step, true)
      // A field stands where its name stands: its value may begin on a later line.
      const found = startOf(pair?.key) ?? startOf(node)
      if (found === undefined) break
      offset = found
    }
    return lineAt(offset)
  }
  return { ok: true, value, lineOf }
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined
  const start: unknown = node.range[0]
  return typeof start === 'number' ? start : undefined
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ').trim()
}
