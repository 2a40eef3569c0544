/** `kill -9` while the journal compacts or checkpoints: what was durable is there, once. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { openDuckdbJournal } from '../../server/store/duckdb-journal.ts'
import { busyReadings, busySeries, busyStart } from '../support/busy-readings.ts'
import { compactAll } from '../support/compacting-journal.ts'
import { createRandom } from '../support/random.ts'
import { reportFigures } from '../support/report-figures.ts'

const rounds = Number(process.env['CRASH_ROUNDS'] ?? 2)
const loader = fileURLToPath(new URL('../../.ci/typescript-threads.mjs', import.meta.url))
const script = fileURLToPath(new URL('../support/busy-journal.ts', import.meta.url))
const day = 86_400_000

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** Kills it some durable numbers after it has compacted (or checkpointed) for the first time; returns the last one. */
async function runAndKill(file: string, meanwhile: string, first: number, patience: number): Promise<number> {
  const child = spawn(process.execPath, ['--import', loader, script, file, meanwhile, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const exited = once(child, 'exit')
  let last = first - 1
  let since = 0
  let disturbed = false
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === meanwhile) disturbed = true
    else {
      last = Number(line)
      if (disturbed && since++ === patience) child.kill('SIGKILL')
    }
  }
  await exited
  return last
}

describe.each(['compact', 'checkpoint', 'compact+checkpoint+trim'])('kill -9 during %s', (meanwhile) => {
  it(`loses and doubles nothing, ${rounds} rounds`, { timeout: 60_000 + rounds * 15_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wuxun-busy-'))
    folders.push(folder)
    const file = join(folder, 'journal.duckdb')
    const random = createRandom(Date.now())
    let next = 0
    for (let round = 0; round < rounds; round++) {
      const last = await runAndKill(file, meanwhile, next, random.below(60))
      expect(last).toBeGreaterThanOrEqual(next)

      const journal = await openDuckdbJournal(file)
      expect(journal.missingFiles).toEqual([])
      // The one number in hand may be durable though nobody was told.
      const wanted = new Map<string, number[]>(busySeries.map((id) => [id, []]))
      for (let number = 0; number <= last; number++) {
        for (const { equipment, ts } of busyReadings(number)) wanted.get(equipment)?.push(ts)
      }
      const untold = new Set(busyReadings(last + 1).map(({ ts }) => ts))
      for (const finished of [false, true]) {
        if (finished) await compactAll(journal, (await journal.append([])).seq)
        for (const [equipment, times] of wanted) {
          const query = { equipment, metric: 'outlet_pressure', from: 0, to: busyStart + 100 * day }
          const found = (await journal.range({ ...query, limit: 1_000_000 })).map(([ts]) => ts)
          const sure = found.filter((ts) => !untold.has(ts))
          expect(sure).toEqual(times.toSorted((a, b) => a - b))
          const counts = await journal.buckets({ ...query, step: 3_600_000, fn: 'count', timezone: 'UTC' })
          expect(counts.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(found.length)
        }
      }
      await journal.stop()
      next = last + 2
      // The untold number is stored whole or not at all: as if it had been sent again, it counts once.
      const again = await openDuckdbJournal(file)
      await again.append([{ readings: busyReadings(last + 1), events: [], presences: [], rejects: [] }])
      await again.stop()
    }
    reportFigures(`killed during ${meanwhile}: ${rounds} rounds, ${next} durable groups, none missing, none twice`)
  })
})
