import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SiteFile, siteFileSchema } from '../../server/contract/site.ts'
import type { Database } from '../../server/database/database.ts'
import { createPasswordHasher } from '../../server/people/password-hasher.ts'
import { applySite } from '../../server/site/apply-site.ts'
import { readSiteRules, readSiteSources } from '../../server/site/site-entries.ts'
import { readSiteSettings } from '../../server/site/site-settings.ts'
import { openTestDatabase } from '../support/databases.ts'

const generatedKey = '00112233445566778899aabbccddeeff'
const passwords = createPasswordHasher({ concurrency: 2, maxWaiting: Number.POSITIVE_INFINITY })

const pump = { id: 'pump-1', kind: 'booster_pump', name: '1#生活水泵', location: 'B1', attributes: { rated_current: 32 } }
const plc = { id: 'plc-1', password: 's3cret', equipment: ['pump-1'] }
const wang = { id: 'wang', name: '王工', role: 'engineer', password: 's3cret' }
const low = { id: 'low', kind: 'booster_pump', metric: 'outlet_pressure', below: 0.2, severity: 'major', title: 't', action: 'a' }
const gate = { id: 'cp-1', name: 'Gate', tag: '04A1B2C3D4E5F6' }
const whole = {
  site: { id: 'demo', name: '示范小区' },
  equipment: [pump],
  devices: [plc, { id: 'plc-2', password: generatedKey }],
  readers: [{ id: 'reader-1', password: 's3cret', location: '大门' }],
  rules: [low],
  checkpoints: [gate],
  routes: [{ id: 'night', name: 'Night', checkpoints: ['cp-1'], windows: ['22:00-23:00'] }],
  users: [wang]
}

let database: Database
beforeEach(async () => {
  database = await openTestDatabase()
})
afterEach(() => database.destroy())

const apply = (file: unknown) => applySite({ database, file: siteFileSchema.parse(file), passwords })
const equipment = (id: string) => database.selectFrom('equipment').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const device = (id: string) => database.selectFrom('devices').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const user = (id: string) => database.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const sessions = () => database.selectFrom('sessions').select('user').execute()
const addSession = (of: string) =>
  database
    .insertInto('sessions')
    .values({ token_hash: `hash of ${of}`, user: of, created_at: 0, expires_at: 1 })
    .execute()
const keys = (entries: { section: string; id: string }[]) => entries.map(({ section, id }) => `${section}/${id}`)

describe('the first start with a site file', () => {
  it('writes every entry and hands the rules on', async () => {
    const result = await apply(whole)
    expect(keys(result.applied)).toEqual([
      'equipment/pump-1',
      'devices/plc-1',
      'devices/plc-2',
      'readers/reader-1',
      'rules/low',
      'checkpoints/cp-1',
      'routes/night',
      'users/wang'
    ])
    expect(result.disabled).toEqual([])
    expect(result.rules).toEqual([low])
    expect(await equipment('pump-1')).toMatchObject({ kind: 'booster_pump', attributes: '{"rated_current":32}', enabled: 1 })
    expect(await device('plc-1')).toMatchObject({ equipment: '["pump-1"]', topics: '[]', enabled: 1 })
    expect(await user('wang')).toMatchObject({ name: '王工', role: 'engineer', enabled: 1 })
    expect(await readSiteSettings(database)).toMatchObject({ id: 'demo', timezone: 'Asia/Shanghai', anonymous: false })
  })

  it('keeps no password that could be read or guessed quickly', async () => {
    await apply(whole)
    const everything = JSON.stringify([
      await database.selectFrom('site_entries').selectAll().execute(),
      await database.selectFrom('devices').selectAll().execute(),
      await database.selectFrom('readers').selectAll().execute(),
      await database.selectFrom('users').selectAll().execute()
    ])
    for (const secret of ['s3cret', generatedKey]) {
      expect(everything).not.toContain(secret)
      expect(everything).not.toContain(createHash('sha256').update(secret).digest('hex'))
    }
    expect((await device('plc-1')).secret).toMatch(/^\$argon2id\$/)
    expect((await device('plc-2')).secret).toMatch(/^sha256:[0-9a-f]{32}:[0-9a-f]{64}$/)
    expect((await user('wang')).password).toMatch(/^\$argon2id\$/)
  })
})

describe('a later start', () => {
  it('applies nothing when the file says the same, in whatever order', async () => {
    await apply(whole)
    const { id, kind, name, location, attributes } = pump
    const result = await apply({ ...whole, equipment: [{ attributes, location, name, kind, id }] })
    expect(result.applied).toEqual([])
    expect(result.disabled).toEqual([])
  })

  it('leaves alone what was changed meanwhile, until the file says something new about it', async () => {
    await apply(whole)
    await database.updateTable('equipment').set({ name: 'renamed' }).where('id', '=', 'pump-1').execute()
    await apply(whole)
    expect((await equipment('pump-1')).name).toBe('renamed')
    const result = await apply({ ...whole, equipment: [{ ...pump, location: 'B2' }] })
    expect(keys(result.applied)).toEqual(['equipment/pump-1'])
    expect(await equipment('pump-1')).toMatchObject({ name: '1#生活水泵', location: 'B2' })
  })

  it('disables what has left the file, once, and never deletes it', async () => {
    await apply(whole)
    await addSession('wang')
    const result = await apply({ site: whole.site })
    expect(keys(result.disabled)).toHaveLength(8)
    expect((await equipment('pump-1')).enabled).toBe(0)
    expect((await device('plc-1')).enabled).toBe(0)
    expect((await user('wang')).enabled).toBe(0)
    expect(await sessions()).toEqual([])
    expect(await readSiteRules(database)).toEqual([])

    await database.updateTable('equipment').set({ enabled: 1 }).where('id', '=', 'pump-1').execute()
    expect((await apply({ site: whole.site })).disabled).toEqual([])
    expect((await equipment('pump-1')).enabled).toBe(1)
  })

  it('enables again what has come back', async () => {
    await apply(whole)
    await apply({ site: whole.site })
    await apply(whole)
    expect((await equipment('pump-1')).enabled).toBe(1)
    expect((await device('plc-1')).enabled).toBe(1)
    expect((await user('wang')).enabled).toBe(1)
    expect(await readSiteRules(database)).toEqual([low])
  })

  it('keeps user admin enabled, whatever the file says', async () => {
    await apply({ ...whole, users: [{ id: 'admin', name: 'Boss', role: 'admin', password: 's3cret' }] })
    await apply({ site: whole.site })
    expect((await user('admin')).enabled).toBe(1)
  })
})

describe('a password in the site file', () => {
  it('replaces the old one and ends the sessions when it changes', async () => {
    await apply(whole)
    await addSession('wang')
    const result = await apply({
      ...whole,
      users: [{ ...wang, password: 'another' }],
      devices: [{ ...plc, password: generatedKey }]
    })
    expect(keys(result.applied)).toEqual(['devices/plc-1', 'users/wang'])
    expect(await passwords.verify((await user('wang')).password, 'another')).toBe(true)
    expect((await device('plc-1')).secret).toMatch(/^sha256:/)
    expect(await sessions()).toEqual([])
  })

  it('does not undo the one a user has chosen when only his name changes', async () => {
    await apply(whole)
    await addSession('wang')
    const chosen = await passwords.hash('my own')
    await database.updateTable('users').set({ password: chosen }).where('id', '=', 'wang').execute()
    await apply({ ...whole, users: [{ ...wang, name: '王师傅' }] })
    expect(await user('wang')).toMatchObject({ name: '王师傅', password: chosen })
    expect(await sessions()).toHaveLength(1)
  })

  it('stays while a new role ends the sessions', async () => {
    await apply(whole)
    await addSession('wang')
    await apply({ ...whole, users: [{ ...wang, role: 'manager' }] })
    expect((await user('wang')).role).toBe('manager')
    expect(await sessions()).toEqual([])
  })
})

describe('the password of a source', () => {
  const source = (url: string) => ({ ...whole, sources: [{ id: 'ttn', url, subscribe: ['v3/#'] }] })

  it('is not in the database, and a new one is noticed', async () => {
    await apply(source('mqtts://app@tenant:NNSXS.secret@eu1.cloud.thethings.network:8883'))
    expect(JSON.stringify(await database.selectFrom('site_entries').selectAll().execute())).not.toContain('NNSXS')
    expect(await readSiteSources(database)).toEqual([
      { id: 'ttn', url: 'mqtts://eu1.cloud.thethings.network:8883', subscribe: ['v3/#'] }
    ])
    const same = await apply(source('mqtts://app@tenant:NNSXS.secret@eu1.cloud.thethings.network:8883'))
    expect(keys(same.applied)).toEqual([])
    const other = await apply(source('mqtts://app@tenant:NNSXS.other@eu1.cloud.thethings.network:8883'))
    expect(keys(other.applied)).toEqual(['sources/ttn'])
    const none = await apply(source('mqtts://eu1.cloud.thethings.network:8883'))
    expect(keys(none.applied)).toEqual(['sources/ttn'])
  })
})

it('applies nothing at all when one entry cannot be written', async () => {
  await apply(whole)
  const file: SiteFile = siteFileSchema.parse({
    ...whole,
    site: { id: 'other', name: 'Other' },
    equipment: [
      { ...pump, name: 'new' },
      { ...pump, id: 'pump-2' }
    ]
  })
  await database.schema.dropTable('readers').execute()
  await expect(applySite({ database, file: { ...file, readers: [] }, passwords })).rejects.toThrow()
  expect((await equipment('pump-1')).name).toBe('1#生活水泵')
  expect(await readSiteSettings(database)).toMatchObject({ id: 'demo' })
})

describe('people of the site file', () => {
  const people = {
    ...whole,
    teams: [{ id: 'day', name: '白班' }],
    contractors: [{ id: 'otis', name: '奥的斯', phone: '4001234567', kinds: ['elevator'] }],
    shifts: [{ id: 'day', name: '白班', starts: '08:00', ends: '20:00', team: 'day' }],
    staff: [{ user: 'wang', phone: '13800000001', team: 'day', skills: ['water'] }],
    certificates: [{ id: 'c-1', user: 'wang', type: 'low_voltage', number: 'T1', issued: '2024-01-01', expires: '2027-01-01' }]
  }
  const sections = ['teams', 'contractors', 'shifts', 'staff', 'certificates'] as const
  const rows = (section: (typeof sections)[number]) => database.selectFrom(section).selectAll().execute()
  const ofPeople = (entries: { section: string; id: string }[]) =>
    keys(entries).filter((key) => sections.some((section) => key.startsWith(section)))

  it('are written with their teams, firms, shifts and certificates, the last day of which counts whole', async () => {
    const { applied } = await apply(people)
    expect(ofPeople(applied)).toEqual(['teams/day', 'contractors/otis', 'shifts/day', 'staff/wang', 'certificates/c-1'])
    expect(await rows('shifts')).toEqual([
      { id: 'day', name: '白班', starts: '08:00', ends: '20:00', team: 'day', patrol: 0, enabled: 1 }
    ])
    expect(await rows('staff')).toMatchObject([
      { user: 'wang', phone: '13800000001', skills: '["water"]', email: null, enabled: 1 }
    ])
    expect(await rows('certificates')).toMatchObject([
      { user: 'wang', expires_at: Date.parse('2027-01-02T00:00+08:00'), enabled: 1 }
    ])
  })

  it('are applied when they differ, so that what was changed otherwise stays', async () => {
    await apply(people)
    await database.updateTable('staff').set({ phone: '13900000000' }).execute()
    await database.updateTable('shifts').set({ ends: '18:00' }).execute()
    expect(ofPeople((await apply({ ...people, teams: [{ id: 'day', name: '甲班' }] })).applied)).toEqual(['teams/day'])
    expect(await rows('staff')).toMatchObject([{ phone: '13900000000' }])
    expect(await rows('shifts')).toMatchObject([{ ends: '18:00' }])
  })

  it('are out of use when they have left the file, and never deleted', async () => {
    await apply(people)
    expect(ofPeople((await apply(whole)).disabled)).toEqual([
      'teams/day',
      'contractors/otis',
      'shifts/day',
      'staff/wang',
      'certificates/c-1'
    ])
    for (const section of sections) expect(await rows(section)).toMatchObject([{ enabled: 0 }])
    await apply(people)
    for (const section of sections) expect(await rows(section)).toMatchObject([{ enabled: 1 }])
  })
})
