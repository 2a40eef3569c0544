import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Catalogue, EquipmentKind } from '../../gateway/catalogue.ts'
import { SetupError } from '../../server/errors.ts'
import { parseSiteFile, readSiteFile } from '../../server/site/site-file.ts'

const folder = new URL('../fixtures/sites/', import.meta.url)
const names = (await readdir(folder)).sort()
const readFixture = (name: string) => readFile(new URL(name, folder), 'utf8')

const pump: EquipmentKind = {
  kind: 'booster_pump',
  zh: '生活水泵组',
  en: 'Booster pump set',
  fire: false,
  metrics: { outlet_pressure: { type: 'number', unit: 'MPa', zh: '出水压力', en: 'Outlet pressure', min: 0, max: 2.5 } }
}
const sump: EquipmentKind = { kind: 'sump_pump', zh: '潜水排污泵', en: 'Sump pump', fire: false, metrics: {} }
const catalogue: Catalogue = new Map([pump, sump].map((kind) => [kind.kind, kind]))

let scratch: string
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'wuxun-site-'))
})
afterAll(() => rm(scratch, { recursive: true }))

async function messageOf(path: string): Promise<string> {
  try {
    await readSiteFile(path, catalogue)
  } catch (error) {
    if (error instanceof SetupError) return error.message
    throw error
  }
  return 'none'
}

describe('a good site file', () => {
  it.each(names.filter((name) => name.endsWith('-good.yaml')))('%s is taken', async (name) => {
    const parsed = parseSiteFile(await readFixture(name), catalogue)
    expect(parsed.ok ? [] : parsed.faults).toEqual([])
  })

  it('comes with its defaults filled in', () => {
    const parsed = parseSiteFile('site: { id: s1, name: Smallest }', catalogue)
    expect(parsed).toEqual({
      ok: true,
      file: {
        site: { id: 's1', name: 'Smallest', timezone: 'Asia/Shanghai', defaults: 'on', anonymous: false },
        equipment: [],
        devices: [],
        readers: [],
        rules: [],
        checkpoints: [],
        routes: [],
        users: [],
        mappings: [],
        sources: [],
        teams: [],
        contractors: [],
        shifts: [],
        staff: [],
        certificates: []
      }
    })
  })
})

describe('a bad site file', () => {
  // Each of these files says in its first comments what is expected, one fault a line.
  it.each(names.filter((name) => name.endsWith('-bad.yaml')))('%s is refused with the line and field', async (name) => {
    const text = await readFixture(name)
    const expected = [...text.matchAll(/^# (\d+: .+)$/gm)].map((match) => match[1])
    const parsed = parseSiteFile(text, catalogue)
    expect(parsed.ok ? [] : parsed.faults.map((fault) => `${fault.line}: ${fault.message}`)).toEqual(expected)
  })

  it('is told in one line that names the file', async () => {
    const path = join(scratch, 'site.yaml')
    await writeFile(path, 'site: { id: demo, name: Demo }\ndevices:\n  - { id: a }\n  - { id: b, pass: x }\n')
    expect(await messageOf(path)).toBe(
      `SITE_FILE ${path}:3: devices[0].password: expected text, but it is missing; ` +
        `${path}:4: devices[1].password: expected text, but it is missing; ` +
        `${path}:4: devices[1].pass: unknown key, expected one of id, password, equipment, topics`
    )
  })

  it('names ten faults and counts the others', async () => {
    const path = join(scratch, 'many.yaml')
    await writeFile(path, `site: { id: demo, name: Demo }\nusers:\n${'  - {}\n'.repeat(4)}`)
    const message = await messageOf(path)
    expect(message.split('; ')).toHaveLength(11)
    expect(message).toMatch(/; and 6 more$/)
  })

  it('is told in one line when it is not there or is no file', async () => {
    expect(await messageOf(join(scratch, 'none.yaml'))).toBe(
      `SITE_FILE ${join(scratch, 'none.yaml')}: cannot be read: there is no such file`
    )
    expect(await messageOf(scratch)).toBe(`SITE_FILE ${scratch}: cannot be read: EISDIR`)
  })

  it('never repeats a password', async () => {
    const parsed = parseSiteFile(
      'site: { id: s, name: S }\nusers:\n  - { id: w, name: W, role: viewer, password: 99887766 }',
      catalogue
    )
    expect(JSON.stringify(parsed)).not.toContain('99887766')
  })
})

describe('a rule in a site file', () => {
  const text = [
    'site: { id: demo, name: Demo }',
    'equipment: [{ id: p1, kind: booster_pump, name: one }]',
    'rules:',
    '  - id: low',
    '    equipment: p1',
    '    metric: outlet_pressure',
    '    below: 0.3',
    '    clear_above: 0.2',
    '    severity: major',
    '    title: t',
    '    action: a'
  ].join('\n')

  it('is judged by the given check, whose faults get their lines', () => {
    const parsed = parseSiteFile(text, catalogue, {
      checkRule: (rule, { equipment }) => {
        expect(equipment.map((entry) => entry.id)).toEqual(['p1'])
        return [{ field: 'clear_above', message: `expected at least ${rule.below}` }]
      }
    })
    expect(parsed).toEqual({ ok: false, faults: [{ line: 8, message: 'rules[0].clear_above: expected at least 0.3' }] })
  })

  it('is taken when the check has nothing against it', () => {
    expect(parseSiteFile(text, catalogue, { checkRule: () => [] }).ok).toBe(true)
  })
})
