// Data files travel with the compiled program: rules, the catalogue, scenarios.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

for (const folder of ['gateway', 'server', 'simulators']) {
  cpSync(folder, `dist/${folder}`, { recursive: true, filter: (from) => !/\.(ts|md)$/.test(from) })
}

// What each start reads, as JSON under the same names (gateway/data-file.ts).
for (const folder of ['dist/gateway/catalogue', 'dist/server/rules/defaults']) {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    writeFileSync(file, JSON.stringify(parse(readFileSync(file, 'utf8'))))
  }
}
