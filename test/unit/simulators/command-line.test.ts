import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../../gateway/catalogue.ts'
import { parseSiteFile } from '../../../server/site/site-file.ts'
import { drillSite } from '../../../simulators/drill-site.ts'
import { helpText, readOptions } from '../../../simulators/options.ts'
import { startFieldBroker } from './field-broker.ts'

const program = fileURLToPath(new URL('../../../simulators/main.ts', import.meta.url))

describe('the command line of the simulators', () => {
  it('has working defaults', () => {
    expect(readOptions([])).toMatchObject({ url: 'mqtt://127.0.0.1:1883', backfillMs: 0, speed: 1, faults: [] })
  })

  it('adds the faults of scenarios and single ones', () => {
    const options = readOptions(['--scenario', 'dry-run', '--fault', 'burst:pump-1:10s:1m', '--backfill', '24h'])
    expect(options).toMatchObject({
      backfillMs: 86_400_000,
      faults: [
        { name: 'dry_run', equipment: 'pump-2', delay: 20_000, duration: 300_000 },
        { name: 'burst', equipment: 'pump-1', delay: 10_000, duration: 60_000 }
      ]
    })
  })

  it('prints a drill site that the service takes', () => {
    const options = readOptions(['--drill-site', '300'])
    const parsed = parseSiteFile(drillSite(options === 'help' ? 0 : (options.drillSite ?? 0)), loadCatalogue())
    expect(parsed.ok && parsed.file.equipment[0]?.feeds).toHaveLength(300)
  })

  it.each([
    ['--speed', '0'],
    ['--drill-site', '0'],
    ['--backfill', 'long'],
    ['--scenario', 'none-such'],
    ['--fault', 'burst'],
    ['--guards', 'here'],
    ['--patrol', 'ordinary'],
    ['--colour', 'red']
  ])('refuses %s %s in one line', (name, value) => {
    expect(() => readOptions([name, value])).toThrow(/^[^\n]+$/)
  })

  it('names every option, scenario and fault in its help', () => {
    expect(readOptions(['--help'])).toBe('help')
    for (const word of [
      '--url',
      '--seed',
      '--load',
      '--exit-with-parent',
      'entrapment',
      'fire_alarm',
      'residual_current',
      'burst',
      'silent',
      'slow-leak'
    ]) {
      expect(helpText()).toContain(word)
    }
    expect(helpText()).not.toMatch(/[{}]/)
  })

  it('runs, takes a fault on stdin, and ends cleanly when its parent is gone', async () => {
    const broker = await startFieldBroker()
    const child = spawn(process.execPath, ['--import', 'tsx', program, '--url', broker.url, '--exit-with-parent'])
    const lines: string[] = []
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      if (line === '{"event":"running"}') child.stdin.write('fault alarm_button:lift-1\n')
    })
    await broker.note(({ topic }) => topic === 'facility/demo/lift-1/event')
    child.stdin.end()
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
    expect(lines.at(-1)).toBe('{"event":"stopped"}')
    expect(broker.notes.filter(({ payload }) => payload === 'offline')).toEqual([])
    await broker.stop()
  })
})
