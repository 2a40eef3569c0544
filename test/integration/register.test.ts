import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Catalogue } from '../../gateway/catalogue.ts'
import { siteFileSchema } from '../../server/contract/site.ts'
import type { Database } from '../../server/database/database.ts'
import { createPasswordHasher, type PasswordHasher } from '../../server/people/password-hasher.ts'
import { applySite } from '../../server/site/apply-site.ts'
import { createRegister } from '../../server/site/register.ts'
import { openTestDatabase } from '../support/databases.ts'

const catalogue: Catalogue = new Map([
  [
    'booster_pump',
    {
      kind: 'booster_pump',
      zh: '生活水泵组',
      en: 'Booster pump set',
      fire: false,
      metrics: {
        outlet_pressure: { type: 'number' as const, unit: 'MPa', zh: '出水压力', en: 'Outlet pressure', min: 0, max: 2.5 },
        running: { type: 'boolean' as const, zh: '运行', en: 'Running' }
      }
    }
  ]
])
const generatedKey = '00112233445566778899aabbccddeeff'
const file = siteFileSchema.parse({
  site: { id: 'demo', name: '示范小区', timezone: 'Asia/Urumqi' },
  equipment: [
    { id: 'pump-2', kind: 'booster_pump', name: 'two' },
    {
      id: 'pump-1',
      kind: 'booster_pump',
      name: 'one',
      metrics: { outlet_pressure: { type: 'number', max: 4 }, flow: { type: 'number', unit: 'm3/h' } }
    },
    { id: 'chiller-1', kind: 'custom', name: 'chiller', metrics: { flow: { type: 'number' } } }
  ],
  devices: [
    { id: 'plc-1', password: 's3cret', equipment: ['pump-1', 'pump-2'], topics: ['zigbee2mqtt/#'] },
    { id: 'plc-2', password: generatedKey }
  ],
  readers: [{ id: 'reader-1', password: 'reader pass' }]
})

/** The real hasher, counting what it is asked to verify. */
function createCountingHasher(): PasswordHasher & { verified: string[] } {
  const real = createPasswordHasher({ concurrency: 2, maxWaiting: 100 })
  const verified: string[] = []
  return {
    verified,
    hash: real.hash,
    verify(hashed, password) {
      verified.push(password)
      return real.verify(hashed, password)
    }
  }
}

let database: Database
let passwords: ReturnType<typeof createCountingHasher>
let waits: number[]
const wait = async (ms: number) => {
  waits.push(ms)
}
beforeEach(async () => {
  database = await openTestDatabase()
  passwords = createCountingHasher()
  waits = []
})
afterEach(() => database.destroy())

async function loaded() {
  await applySite({ database, file })
  const register = createRegister({ database, catalogue, passwords, wait })
  await register.load()
  return register
}

describe('the register', () => {
  it('is empty and at its default site before it is loaded and without a site file', async () => {
    const register = createRegister({ database, catalogue, passwords, wait })
    const site = { id: 'default', name: '', timezone: 'Asia/Shanghai', defaults: 'on', anonymous: false }
    expect(register.site).toEqual(site)
    await register.load()
    expect(register.site).toEqual(site)
    expect(register.list()).toEqual([])
    expect(await register.authenticate('plc-1', 's3cret')).toBeUndefined()
  })

  it('remembers the last site file for a start without one', async () => {
    const register = await loaded()
    expect(register.site).toMatchObject({ id: 'demo', timezone: 'Asia/Urumqi', anonymous: false })
    expect(register.list().map((record) => record.id)).toEqual(['chiller-1', 'pump-1', 'pump-2'])
  })

  it('gives equipment the metrics of its kind and its own on top', async () => {
    const register = await loaded()
    expect(register.equipment('pump-1')?.metrics).toEqual({
      outlet_pressure: { type: 'number', unit: 'MPa', zh: '出水压力', en: 'Outlet pressure', min: 0, max: 4 },
      running: { type: 'boolean', zh: '运行', en: 'Running' },
      flow: { type: 'number', unit: 'm3/h', zh: 'flow', en: 'flow' }
    })
    expect(Object.keys(register.equipment('chiller-1')?.metrics ?? {})).toEqual(['flow'])
    expect(Object.keys(register.customMetrics('booster_pump'))).toEqual(['outlet_pressure', 'flow'])
    expect(register.kindInfo('booster_pump')?.zh).toBe('生活水泵组')
  })

  it('hides disabled equipment from the field but still knows its name', async () => {
    const register = await loaded()
    await database.updateTable('equipment').set({ enabled: 0 }).where('id', '=', 'pump-2').execute()
    await register.load()
    expect(register.equipment('pump-2')).toBeUndefined()
    expect(register.list().map((record) => record.id)).toEqual(['chiller-1', 'pump-1'])
    expect(register.get('pump-2')).toMatchObject({ name: 'two', enabled: false })
  })
})

describe('authenticate', () => {
  it('knows devices and readers by their passwords', async () => {
    const register = await loaded()
    const identity = await register.authenticate('plc-1', 's3cret')
    expect(identity).toEqual({
      id: 'plc-1',
      kind: 'device',
      equipment: new Set(['pump-1', 'pump-2']),
      topics: ['zigbee2mqtt/#']
    })
    expect(register.identity('plc-1')).toEqual(identity)
    expect(await register.authenticate('plc-2', generatedKey)).toMatchObject({ id: 'plc-2', kind: 'device' })
    expect(await register.authenticate('reader-1', 'reader pass')).toMatchObject({ id: 'reader-1', kind: 'reader' })
  })

  it('verifies a short password slowly once and a generated one never', async () => {
    const register = await loaded()
    for (let attempt = 0; attempt < 3; attempt += 1) await register.authenticate('plc-1', 's3cret')
    await register.authenticate('plc-2', generatedKey)
    expect(passwords.verified).toEqual(['s3cret'])
    expect(waits).toHaveLength(2)
  })

  it('refuses wrong passwords of a proven device without any slow work', async () => {
    const register = await loaded()
    await register.authenticate('plc-1', 's3cret')
    expect(await register.authenticate('plc-1', 'wrong')).toBeUndefined()
    expect(await register.authenticate('plc-1', '')).toBeUndefined()
    expect(passwords.verified).toEqual(['s3cret'])
  })

  it('checks a mistake once, however often the device retries', async () => {
    const register = await loaded()
    for (let attempt = 0; attempt < 3; attempt += 1) expect(await register.authenticate('plc-1', 'wrong')).toBeUndefined()
    expect(passwords.verified).toEqual(['wrong'])
  })

  it('does one check for several connections at once', async () => {
    const register = await loaded()
    const identities = await Promise.all(Array.from({ length: 10 }, () => register.authenticate('plc-1', 's3cret')))
    expect(identities.map((identity) => identity?.id)).toEqual(Array.from({ length: 10 }, () => 'plc-1'))
    expect(passwords.verified).toEqual(['s3cret'])
  })

  it('lets strangers wait instead of working for them', async () => {
    const register = await loaded()
    for (const name of ['nobody', '', 'pump-1']) expect(await register.authenticate(name, 's3cret')).toBeUndefined()
    expect(passwords.verified).toEqual([])
    expect(waits).toEqual([100, 100, 100])
  })

  it('takes few guesses at one device at a time', async () => {
    const register = await loaded()
    await Promise.all(Array.from({ length: 20 }, (_, index) => register.authenticate('plc-1', `guess ${index}`)))
    expect(passwords.verified).toHaveLength(4)
  })

  it('forgets what it knew of a device that was disabled or got another password', async () => {
    const register = await loaded()
    await register.authenticate('plc-1', 's3cret')
    await database
      .updateTable('devices')
      .set({ secret: await passwords.hash('another') })
      .where('id', '=', 'plc-1')
      .execute()
    await register.load()
    expect(await register.authenticate('plc-1', 's3cret')).toBeUndefined()
    expect(await register.authenticate('plc-1', 'another')).toMatchObject({ id: 'plc-1' })
    await database.updateTable('devices').set({ enabled: 0 }).where('id', '=', 'plc-1').execute()
    await register.load()
    expect(await register.authenticate('plc-1', 'another')).toBeUndefined()
    expect(register.identity('plc-1')).toBeUndefined()
  })
})
