/** Who may import whom is the linter's job; here a planted violation proves for each room that it looks. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

const rows: { room: string; allowed: string; forbidden: string[] }[] = [
  { room: 'gateway', allowed: './reading.ts', forbidden: ['../server/errors.ts', '../server/contract/common.ts'] },
  { room: 'server/contract', allowed: './common.ts', forbidden: ['../errors.ts', '../../gateway/reading.ts'] },
  { room: 'server/database', allowed: '../errors.ts', forbidden: ['../tickets/ticket.ts', '../contract/common.ts'] },
  { room: 'server/store', allowed: '../../gateway/reading.ts', forbidden: ['../rules/rule.ts', '../database/database.ts'] },
  { room: 'server/rules', allowed: '../contract/rules.ts', forbidden: ['../tickets/desk.ts', '../../gateway/broker.ts'] },
  { room: 'server/trust', allowed: '../rules/engine-part.ts', forbidden: ['../tickets/desk.ts', '../rules/alarm-step.ts'] },
  { room: 'server/baselines', allowed: '../rules/rule.ts', forbidden: ['../trust/physics.ts', '../alarms/alarm.ts'] },
  { room: 'server/clocks', allowed: '../contract/sla.ts', forbidden: ['../tickets/ticket.ts', '../http/build-http.ts'] },
  { room: 'server/tickets', allowed: '../rules/changes.ts', forbidden: ['../rules/engine.ts', '../http/build-http.ts'] },
  { room: 'server/incidents', allowed: '../tickets/ticket.ts', forbidden: ['../http/build-http.ts', '../alarms/alarm.ts'] },
  { room: 'server/telling', allowed: '../tickets/happening.ts', forbidden: ['../http/build-http.ts', '../site/site-editor.ts'] },
  { room: 'server/permits', allowed: '../contract/permits.ts', forbidden: ['../tickets/desk.ts', '../alarms/alarm.ts'] },
  { room: 'server/audit', allowed: '../database/database.ts', forbidden: ['../http/parts.ts', '../people/people.ts'] },
  { room: 'server/dispatch', allowed: '../tickets/happening.ts', forbidden: ['../tickets/desk.ts', '../present.ts'] },
  { room: 'server/certificate', allowed: '../errors.ts', forbidden: ['../tls-files.ts', '../http/build-http.ts'] },
  { room: 'server/attachments', allowed: '../errors.ts', forbidden: ['../tickets/desk.ts', '../database/database.ts'] },
  { room: 'server/backtest', allowed: '../rules/engine.ts', forbidden: ['../tickets/desk.ts', '../store/duckdb-journal.ts'] },
  {
    room: 'server/reports',
    allowed: '../contract/alarm-health.ts',
    forbidden: ['../alarms/alarm-store.ts', '../tickets/desk.ts', '../patrol/patrol.ts']
  },
  { room: 'server/patrol', allowed: '../tickets/opening.ts', forbidden: ['../pipeline.ts', '../http/build-http.ts'] },
  { room: 'server/jobs', allowed: '../reports/times.ts', forbidden: ['../tickets/desk.ts', '../telling/outbox.ts'] },
  { room: 'server/late', allowed: '../rules/engine.ts', forbidden: ['../tickets/desk.ts', '../store/duckdb-journal.ts'] },
  { room: 'server/live', allowed: '../present.ts', forbidden: ['../http/build-http.ts', '../store/duckdb-journal.ts'] },
  { room: 'server/http', allowed: '../present.ts', forbidden: ['../store/duckdb-journal.ts', '../pipeline.ts'] },
  {
    room: 'dashboard/src',
    allowed: '../../server/contract/common.ts',
    forbidden: ['../../server/errors.ts', '../../gateway/reading.ts']
  },
  { room: 'simulators', allowed: '../gateway/topics.ts', forbidden: ['../gateway/broker.ts', '../server/contract/common.ts'] },
  { room: 'simulators/guards', allowed: '../../server/contract/patrol-chain.ts', forbidden: ['../../server/patrol/cmac.ts'] }
]

const house = mkdtempSync(join(tmpdir(), 'wuxun-house-'))
afterAll(() => rmSync(house, { recursive: true }))

function plant(room: string, imported: string): string {
  const file = `${room}/planted-${imported.replace(/[^a-z]/g, '')}.ts`
  mkdirSync(dirname(join(house, file)), { recursive: true })
  writeFileSync(join(house, file), `import { planted } from '${imported}'\n\nexport const used = planted\n`)
  return file
}

const planted = rows.flatMap(({ room, allowed, forbidden }) => [
  { room, imported: allowed, file: plant(room, allowed), may: true },
  ...forbidden.map((imported) => ({ room, imported, file: plant(room, imported), may: false }))
])
cpSync(join(root, 'biome.json'), join(house, 'biome.json'))
const { stdout } = spawnSync(join(root, 'node_modules/.bin/biome'), ['lint', '--reporter=github', '--max-diagnostics=none'], {
  cwd: house,
  encoding: 'utf8'
})
const complaints = stdout.split('\n').filter((line) => line.includes('noRestrictedImports'))

describe('import directions', () => {
  it.each(planted)('$room and $imported: allowed $may', ({ file, may }) => {
    expect(complaints.some((line) => line.includes(`file=${join(house, file)},`))).toBe(!may)
  })
})
