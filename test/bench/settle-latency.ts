/**
 * How long a settlement of one raise takes, ticket and checkpoint included, on SQLite and on PostgreSQL, both waiting
 * for the disk. `node --import ./.ci/typescript-threads.mjs test/bench/settle-latency.ts [rounds]`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../server/database/database.ts'
import type { AlarmRaised } from '../../server/rules/changes.ts'
import { createDesk } from '../../server/tickets/desk.ts'
import { startPostgres } from '../support/postgres-server.ts'

const rounds = Number(process.argv[2] ?? 500)
const warmUp = 50

async function measure(location: string): Promise<number[]> {
  const database = await openDatabase(location)
  const desk = createDesk({ database, readings: { range: async () => [] }, now: Date.now, kindOf: () => 'booster_pump' })
  const times: number[] = []
  for (let round = 0; round < warmUp + rounds; round++) {
    const raised: AlarmRaised = {
      type: 'raised',
      rule: {
        id: 'low',
        version: 1,
        title: '供水压力低',
        action: '检查水泵',
        severity: 'critical',
        roles: ['engineer'],
        ticket: true,
        metric: 'outlet_pressure',
        latching: false,
        suppressedBy: []
      },
      equipment: `pump-${round}`,
      episode: Date.now(),
      raisedAt: Date.now(),
      value: 0.1,
      limit: 0.25
    }
    const state = { rule: 'low', equipment: `pump-${round}`, state: '{"phase":"active"}' }
    const begun = performance.now()
    const { tickets } = await desk.settle([raised], { rulesSeq: round + 1, states: [state] })
    const took = performance.now() - begun
    if (tickets.length !== 1) throw new Error(`round ${round}: ${tickets.length} tickets`)
    await desk.frozen(tickets[0]?.id ?? '')
    if (round >= warmUp) times.push(took)
  }
  await desk.stop()
  await database.destroy()
  return times.sort((one, other) => one - other)
}

function report(name: string, times: readonly number[]): void {
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(2)
  process.stdout.write(
    `${name.padEnd(11)} p10 ${at(0.1)} ms   p50 ${at(0.5)} ms   p99 ${at(0.99)} ms   (${times.length} raises)\n`
  )
}

const folder = mkdtempSync(join(tmpdir(), 'wuxun-bench-'))
const server = await startPostgres({ durable: true })
try {
  report('SQLite', await measure(join(folder, 'wuxun.sqlite')))
  report('PostgreSQL', await measure(`${server.url}postgres`))
} finally {
  await server.remove()
  rmSync(folder, { recursive: true, force: true })
}
