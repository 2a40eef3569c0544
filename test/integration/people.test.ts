import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '../../server/contract/common.ts'
import type { Database } from '../../server/database/database.ts'
import { createPasswordHasher } from '../../server/people/password-hasher.ts'
import { createPeople, type People } from '../../server/people/people.ts'
import { may } from '../../server/people/permissions.ts'
import type { SessionsEnded } from '../../server/people/sessions.ts'
import { openTestDatabase } from '../support/databases.ts'

const hour = 3_600_000
const hasher = createPasswordHasher({ concurrency: 2, maxWaiting: 100 })

let database: Database
let people: People
let time: number
let ended: SessionsEnded[]
beforeEach(async () => {
  time = Date.UTC(2025, 10, 22, 8)
  ended = []
  database = await openTestDatabase()
  people = createPeople({ database, now: () => time })
  people.onSessionsEnded((event) => ended.push(event))
})
afterEach(() => database.destroy())

async function addUser(id: string, role: Role, password = 's3cret') {
  await database
    .insertInto('users')
    .values({ id, name: id.toUpperCase(), role, password: await hasher.hash(password), enabled: 1 })
    .execute()
}

async function logIn(id: string, password = 's3cret') {
  const result = await people.login(id, password, '10.0.0.1')
  if (!result.ok) throw new Error(result.reason)
  return result.session
}

describe('user admin', () => {
  it('gets a generated password that is told once', async () => {
    const { generated } = await people.ensureAdmin(null)
    expect(generated).toMatch(/^[A-Za-z0-9]{16}$/)
    expect((await logIn('admin', generated)).user).toEqual({ id: 'admin', name: '管理员', role: 'admin' })
    expect(await people.ensureAdmin(null)).toEqual({})
  })

  it('gets the given password at the first start only', async () => {
    expect(await people.ensureAdmin('first password')).toEqual({})
    expect(await people.ensureAdmin('second password')).toEqual({})
    expect((await people.login('admin', 'second password', '10.0.0.1')).ok).toBe(false)
    expect((await people.login('admin', 'first password', '10.0.0.1')).ok).toBe(true)
  })
})

describe('a session', () => {
  it('is known by its token, of which only a hash is kept', async () => {
    await addUser('wang', 'engineer')
    const opened = await logIn('wang')
    expect(opened.user).toEqual({ id: 'wang', name: 'WANG', role: 'engineer' })
    expect(await people.session(opened.token)).toMatchObject({ user: opened.user, expiresAt: time + 12 * hour })
    expect(await people.session(`${opened.token}x`)).toBeUndefined()
    expect(JSON.stringify(await database.selectFrom('sessions').selectAll().execute())).not.toContain(opened.token)
  })

  it.each([
    ['engineer', 12],
    ['guard', 7 * 24]
  ] as const)('of a %s lasts %i hours', async (role, hours) => {
    await addUser('someone', role)
    const { token } = await logIn('someone')
    time += hours * hour - 1
    expect(await people.session(token)).toBeDefined()
    time += 1
    expect(await people.session(token)).toBeUndefined()
    await logIn('someone')
    expect(await database.selectFrom('sessions').selectAll().execute()).toHaveLength(1)
  })

  it('ends on logout, and only that one', async () => {
    await addUser('wang', 'engineer')
    const [one, other] = [await logIn('wang'), await logIn('wang')]
    await people.logout(one.token)
    expect(await people.session(one.token)).toBeUndefined()
    expect(await people.session(other.token)).toBeDefined()
    expect(ended).toEqual([{ user: 'wang', tokenHash: one.tokenHash }])
    await people.logout(one.token)
    expect(ended).toHaveLength(1)
  })

  it('ends when the role changes or the user is disabled, not when he is renamed', async () => {
    await addUser('wang', 'engineer')
    const first = await logIn('wang')
    expect(await people.update('wang', { name: '王工' })).toBe(true)
    expect(await people.session(first.token)).toMatchObject({ user: { name: '王工' } })
    await people.update('wang', { role: 'manager' })
    expect(await people.session(first.token)).toBeUndefined()
    const second = await logIn('wang')
    await people.update('wang', { enabled: false })
    expect(await people.session(second.token)).toBeUndefined()
    expect(await people.login('wang', 's3cret', '10.0.0.1')).toEqual({ ok: false, reason: 'wrong_credentials' })
    expect(ended).toEqual([{ user: 'wang' }, { user: 'wang' }])
    expect(await people.update('nobody', { role: 'admin' })).toBe(false)
  })

  it('no longer tells those who stopped listening', async () => {
    await addUser('wang', 'engineer')
    const heard: SessionsEnded[] = []
    const stop = people.onSessionsEnded((event) => heard.push(event))
    stop()
    await people.logout((await logIn('wang')).token)
    expect(heard).toEqual([])
    expect(ended).toHaveLength(1)
  })
})

describe('changing the password', () => {
  it('ends every session and opens a new one', async () => {
    await addUser('wang', 'engineer')
    const [one, other] = [await logIn('wang'), await logIn('wang')]
    const changed = await people.changePassword('wang', 's3cret', 'new password')
    if (!changed.ok) throw new Error(changed.reason)
    for (const { token } of [one, other]) expect(await people.session(token)).toBeUndefined()
    expect(await people.session(changed.session.token)).toMatchObject({ user: { id: 'wang' } })
    expect(ended).toEqual([{ user: 'wang' }])
    expect((await people.login('wang', 's3cret', '10.0.0.1')).ok).toBe(false)
    await logIn('wang', 'new password')
  })

  it('needs the old one, and slows guessing at it down', async () => {
    await addUser('wang', 'engineer')
    const { token } = await logIn('wang')
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await people.changePassword('wang', 'wrong', 'new password')).toEqual({ ok: false, reason: 'wrong_credentials' })
    }
    expect(await people.changePassword('wang', 's3cret', 'new password')).toEqual({
      ok: false,
      reason: 'too_many',
      retryAfter: 1
    })
    expect(await people.session(token)).toBeDefined()
  })

  it('lets only one of two changes at once through', async () => {
    await addUser('wang', 'engineer')
    const results = await Promise.all([
      people.changePassword('wang', 's3cret', 'one password'),
      people.changePassword('wang', 's3cret', 'other password')
    ])
    expect(results.filter((result) => result.ok)).toHaveLength(1)
  })
})

describe('log-in', () => {
  const guess = (id: string, address = '10.0.0.1') => people.login(id, 'wrong', address)

  it('says the same of a wrong password and of an unknown user', async () => {
    await addUser('wang', 'engineer')
    expect(await guess('wang')).toEqual({ ok: false, reason: 'wrong_credentials' })
    expect(await guess('nobody')).toEqual({ ok: false, reason: 'wrong_credentials' })
  })

  it('does the same work for an unknown user', async () => {
    await addUser('wang', 'engineer')
    const verified: string[] = []
    const counting = createPeople({
      database,
      now: () => time,
      passwords: {
        hash: hasher.hash,
        verify(hashed, password) {
          verified.push(hashed.split('$').slice(0, 4).join('$'))
          return hasher.verify(hashed, password)
        }
      }
    })
    for (const id of ['wang', 'nobody']) await counting.login(id, 'wrong', '10.0.0.1')
    expect(verified).toEqual(['$argon2id$v=19$m=19456,t=2,p=1', '$argon2id$v=19$m=19456,t=2,p=1'])
  })

  it('is slowed down after five failures, twice as long each time, whoever the user is', async () => {
    await addUser('wang', 'engineer')
    for (const id of ['wang', 'nobody']) {
      for (let attempt = 0; attempt < 5; attempt += 1) expect(await guess(id)).toMatchObject({ reason: 'wrong_credentials' })
      for (const seconds of [1, 2, 4, 8]) {
        expect(await guess(id)).toEqual({ ok: false, reason: 'too_many', retryAfter: seconds })
        time += seconds * 1_000
        expect(await guess(id)).toMatchObject({ reason: 'wrong_credentials' })
      }
    }
  })

  it('never stays shut: after the pause the right password is taken and all is forgotten', async () => {
    await addUser('wang', 'engineer')
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await guess('wang')
      time += 15 * 60_000
    }
    await logIn('wang')
    for (let attempt = 0; attempt < 5; attempt += 1) expect(await guess('wang')).toMatchObject({ reason: 'wrong_credentials' })
  })

  it('is not slowed for others, nor for the same user elsewhere', async () => {
    await addUser('wang', 'engineer')
    await addUser('li', 'guard')
    for (let attempt = 0; attempt < 6; attempt += 1) await guess('wang')
    expect((await people.login('li', 's3cret', '10.0.0.1')).ok).toBe(true)
    expect((await people.login('wang', 's3cret', '10.0.0.2')).ok).toBe(true)
    expect(await people.login('wang', 's3cret', '10.0.0.1')).toMatchObject({ reason: 'too_many' })
  })

  it('is slowed for an address that tries many names, for seconds', async () => {
    for (let attempt = 0; attempt < 30; attempt += 1) {
      expect(await guess(`name-${attempt}`)).toMatchObject({ reason: 'wrong_credentials' })
    }
    expect(await guess('yet-another')).toEqual({ ok: false, reason: 'too_many', retryAfter: 1 })
    expect(await guess('yet-another', '10.0.0.2')).toMatchObject({ reason: 'wrong_credentials' })
  })

  it('turns a flood away instead of queueing it', async () => {
    const crowded = createPeople({
      database,
      now: () => time,
      passwords: createPasswordHasher({ concurrency: 1, maxWaiting: 2 })
    })
    const results = await Promise.all(Array.from({ length: 10 }, (_, index) => crowded.login(`name-${index}`, 'x', '10.0.0.1')))
    const reasons = results.map((result) => (result.ok ? 'ok' : result.reason))
    // Over a network the users' rows do not all come at once: a late one may find room again.
    expect(reasons.filter((reason) => reason === 'wrong_credentials').length).toBeGreaterThanOrEqual(3)
    expect(reasons.filter((reason) => reason === 'too_many').length).toBeGreaterThanOrEqual(4)
  })
})

it('lists enabled users only', async () => {
  await addUser('wang', 'engineer')
  await addUser('li', 'guard')
  await addUser('gone', 'viewer')
  await people.update('gone', { enabled: false })
  expect((await people.list()).map((user) => user.id)).toEqual(['li', 'wang'])
  expect(await people.get('li')).toEqual({ id: 'li', name: 'LI', role: 'guard' })
  expect(await people.get('gone')).toBeUndefined()
})

describe('roles', () => {
  it.each([
    ['read', 'viewer guard engineer manager admin'],
    ['acknowledge', 'guard engineer manager admin'],
    ['scan', 'guard manager admin'],
    ['shelve', 'engineer manager admin'],
    ['createTicket', 'engineer manager admin'],
    ['ticketSteps', 'engineer manager admin'],
    ['assign', 'manager admin'],
    ['writeRules', 'manager admin'],
    ['readRejects', 'manager admin'],
    ['readAudit', 'manager admin'],
    ['readReports', 'manager admin'],
    ['readUsers', 'admin'],
    ['admin', 'admin']
  ] as const)('%s is for %s', (permission, allowed) => {
    const roles: Role[] = ['viewer', 'guard', 'engineer', 'manager', 'admin']
    expect(roles.filter((role) => may(role, permission)).join(' ')).toBe(allowed)
  })
})
