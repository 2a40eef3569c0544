/** `npm run check-site -- FILE` as a process: what it prints, and its exit code. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const path = (from: string) => fileURLToPath(new URL(from, import.meta.url))
const loader = path('../../.ci/typescript-threads.mjs')
const program = path('../../server/check-site.ts')
const folder = mkdtempSync(join(tmpdir(), 'wuxun-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

function check(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', loader, program, ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

function write(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

test('the sample site is good', () => {
  const sample = path('../../simulators/sites/demo.yaml')
  expect(check(sample)).toEqual({ status: 0, stderr: '', stdout: `${sample}: good, 15 equipment, 9 devices, 0 rules\n` })
})

test('every fault is named with its line and field, those that only the rule compiler sees too', () => {
  const equipment = Array.from({ length: 12 }, (_, index) => `  - { id: pump-${index}, kind: booster_punp, name: P }\n`).join('')
  const rule = 'id: own.rule, kind: booster_pump, metric: pressure, below: 0.2, severity: minor, title: t, action: a'
  const file = write('many.yaml', `site: { id: s, name: S }\nequipment:\n${equipment}rules:\n  - { ${rule} }\n`)
  const { status, stdout } = check(file)
  const lines = stdout.trimEnd().split('\n')
  expect(status).toBe(1)
  expect(lines).toHaveLength(13)
  expect(lines[0]).toContain(`${file}:3: equipment[0].kind: `)
  expect(lines[11]).toContain(`${file}:14: equipment[11].kind: `)
  expect(lines[12]).toContain(`${file}:16: rules[0].metric: `)
})

test.each([
  ['a file that is not there', [join(folder, 'none.yaml')], /^SITE_FILE .*none.yaml: cannot be read: there is no such file\n$/],
  ['no file', [], /^$/],
  ['an unknown option', ['--fast', 'x.yaml'], /--fast/]
])('%s exits 1', (_, args, complaint) => {
  const { status, stderr } = check(...args)
  expect(status).toBe(1)
  expect(stderr).toMatch(complaint)
})
