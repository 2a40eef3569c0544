// Data files travel with the compiled program: rules, the catalogue, scenarios.
import { cpSync } from 'node:fs'

for (const folder of ['gateway', 'server', 'simulators']) {
  cpSync(folder, `dist/${folder}`, { recursive: true, filter: (from) => !/\.(ts|md)$/.test(from) })
}
