/** Entry of `npm run check-site -- FILE`: all that a start would refuse in a site file, without starting anything. */
import { parseArgs } from 'node:util'
import { loadCatalogue } from '../gateway/catalogue.ts'
import { createRuleCheck } from './set-up-site.ts'
import { checkSiteFile } from './site/site-file.ts'

const help = `npm run check-site -- FILE   checks a site file as a start with SITE_FILE=FILE would, and applies nothing.
Prints FILE:LINE: field: what was expected, a line a fault, and exits 1; 0 when there is none.
`

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } }
  })
  const [path, ...more] = positionals
  if (values.help || path === undefined || more.length > 0) {
    process.stdout.write(help)
    process.exit(values.help ? 0 : 1)
  }
  const catalogue = loadCatalogue()
  const parsed = await checkSiteFile(path, catalogue, { checkRule: createRuleCheck(catalogue) })
  if (parsed.ok) {
    const { equipment, devices, rules } = parsed.file
    process.stdout.write(`${path}: good, ${equipment.length} equipment, ${devices.length} devices, ${rules.length} rules\n`)
  } else {
    for (const { line, message } of parsed.faults) process.stdout.write(`${path}:${line}: ${message}\n`)
    process.exitCode = 1
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
