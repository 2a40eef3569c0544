/** Reads the YAML site description (contract §3): all of it or, with every fault named, nothing. */
import { readFile } from 'node:fs/promises'
import type { Catalogue } from '../../gateway/catalogue.ts'
import { type SiteFile, siteFileSchema } from '../contract/site.ts'
import { SetupError } from '../errors.ts'
import { crossCheck, type RuleCheck } from './cross-checks.ts'
import { toFaults } from './shape-faults.ts'
import { type FieldPath, parseYaml, type SourceFault } from './yaml-source.ts'

const maxFaults = 10

/**
 * @param options.checkRule judges each rule by what only the rule compiler knows.
 * @throws SetupError of one line: `SITE_FILE path:LINE: field.path: what was expected`, several faults joined by '; '.
 */
export async function readSiteFile(
  path: string,
  catalogue: Catalogue,
  options: { checkRule?: RuleCheck } = {}
): Promise<SiteFile> {
  const parsed = await checkSiteFile(path, catalogue, options)
  if (parsed.ok) return parsed.file
  const shown = parsed.faults.slice(0, maxFaults).map((fault) => `${path}:${fault.line}: ${fault.message}`)
  const more = parsed.faults.length - shown.length
  throw new SetupError(`SITE_FILE ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`)
}

export type ParsedSiteFile = { ok: true; file: SiteFile } | { ok: false; faults: SourceFault[] }

/**
 * Every fault rather than the first ones; what entries say of each other is looked at when each is well-formed.
 * @throws SetupError of one line when the file cannot be read.
 */
export async function checkSiteFile(
  path: string,
  catalogue: Catalogue,
  options: { checkRule?: RuleCheck } = {}
): Promise<ParsedSiteFile> {
  return parseSiteFile(await readText(path), catalogue, options)
}

/** The same for a text that is already read. Faults are in the order of the lines. */
export function parseSiteFile(text: string, catalogue: Catalogue, options: { checkRule?: RuleCheck } = {}): ParsedSiteFile {
  const source = parseYaml(text)
  if (!source.ok) return { ok: false, faults: source.faults.map((fault) => ({ ...fault, message: `YAML: ${fault.message}` })) }
  if (source.value === null || source.value === undefined) {
    return { ok: false, faults: [{ line: 1, message: 'site: expected at least site: { id, name }, but the file is empty' }] }
  }
  const shape = siteFileSchema.safeParse(source.value)
  const faults = shape.success ? crossCheck(shape.data, catalogue, options.checkRule) : toFaults(shape.error.issues, source.value)
  if (shape.success && faults.length === 0) return { ok: true, file: shape.data }
  const told = faults.map(({ path, message }) => ({ line: source.lineOf(path), message: `${fieldName(path)}: ${message}` }))
  return { ok: false, faults: told.sort((a, b) => a.line - b.line) }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    const reason = code === 'ENOENT' ? 'there is no such file' : code
    throw new SetupError(`SITE_FILE ${path}: cannot be read: ${reason}`, { cause })
  }
}

/** ["rules", 0, "for"] → rules[0].for */
function fieldName(path: FieldPath): string {
  const name = path.map((step) => (/^\d+$/.test(String(step)) ? `[${step}]` : `.${step}`)).join('')
  return name.replace(/^\./, '') || 'the file'
}
