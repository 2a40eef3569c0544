/** Patrol over REST on a real database: rounds, late scans, what is missed, what is in doubt. */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeMeta } from '../../server/database/database.ts'
import { sealPlainKeys } from '../../server/patrol/tag-keys.ts'
import { createSecretBox } from '../../server/secret-box.ts'
import { tapOf } from '../../simulators/guards/sun-tag.ts'
import { jpeg } from '../support/file-bytes.ts'
import { buildHttpHouse, startTime } from '../support/http-house.ts'

// 16:00 of the site.
const minute = 60_000
const hour = 60 * minute

type House = Awaited<ReturnType<typeof buildHttpHouse>>
let house: House
let guard: { authorization: string }
let manager: { authorization: string }

beforeEach(async () => {
  house = await buildHttpHouse()
  guard = await house.bearer('guard')
  manager = await house.bearer('manager')
  const admin = await house.bearer('admin')
  const write = async (url: string, payload: object) => {
    const answer = await house.app.inject({ method: 'POST', url: `/api/v1/${url}`, headers: admin, payload })
    expect(answer.statusCode, answer.body).toBe(201)
  }
  await write('checkpoints', { id: 'gate', name: '大门', tag: '04A1B2C3D4E5F6', position: { x: 0, y: 0 } })
  await write('checkpoints', {
    id: 'pump-room',
    name: '水泵房',
    location: 'B1',
    position: { x: 100, y: 0, floor: -1 },
    checklist: [{ id: 'pressure', text: '出水压力', type: 'number', unit: 'MPa', min: 0.25, max: 0.6 }]
  })
  await write('routes', { id: 'evening', name: '傍晚巡逻', checkpoints: ['gate', 'pump-room'], windows: ['16:00-17:00'] })
  await house.patrol.tick()
})
afterEach(() => house[Symbol.asyncDispose]())

const scan = (payload: object, headers = guard) =>
  house.app.inject({ method: 'POST', url: '/api/v1/patrol/scans', headers, payload })
const get = async (url: string) => (await house.app.inject({ url: `/api/v1/${url}`, headers: manager })).json()
const round = async () => (await get('patrol/rounds?date=2025-11-22')).items[0]

describe('A round', () => {
  it('goes from planned over in_progress to complete, by tag and by checkpoint', async () => {
    expect(await round()).toMatchObject({
      route: 'evening',
      date: '2025-11-22',
      window: { from: '2025-11-22T08:00:00.000Z', to: '2025-11-22T09:00:00.000Z' },
      status: 'planned',
      missed: ['gate', 'pump-room']
    })
    expect((await scan({ ts: startTime, tag: '04a1b2c3d4e5f6' })).statusCode).toBe(201)
    expect(await round()).toMatchObject({ status: 'in_progress', missed: ['pump-room'] })
    house.clock.now += 10 * minute
    expect((await scan({ ts: house.clock.now, checkpoint: 'pump-room' })).statusCode).toBe(201)
    expect(await round()).toMatchObject({ status: 'complete', missed: [], suspect: [] })
  })

  it('counts a scan that is told twice once', async () => {
    const first = await scan({ id: 's-1', ts: startTime, checkpoint: 'gate' })
    const again = await scan({ id: 's-1', ts: startTime, checkpoint: 'gate' })
    expect([first.statusCode, again.statusCode]).toEqual([201, 200])
    expect((await round()).scans).toHaveLength(1)
  })

  it('that nobody walked is one alarm with a ticket, which a late scan ends', async () => {
    house.clock.now = startTime + hour + 10 * minute
    await house.patrol.tick()
    expect(await round()).toMatchObject({ status: 'missed' })
    const { items: alarms } = await get('alarms')
    expect(alarms).toMatchObject([{ rule: 'patrol.missed_round', equipment: 'evening', kind: 'patrol', active: true }])
    expect(alarms[0]).toMatchObject({ raisedAt: '2025-11-22T09:10:00.000Z', ticket: expect.any(String) })
    await scan({ ts: startTime + 5 * minute, checkpoint: 'gate' })
    expect(await round()).toMatchObject({ status: 'partial', missed: ['pump-room'] })
    expect((await get('alarms?active=true')).items).toEqual([])
    expect((await get(`tickets/${alarms[0].ticket}`)).recovered).toBe(true)
  })

  it('of which one place was missed says which; the next scan there ends it', async () => {
    await scan({ ts: startTime, checkpoint: 'gate' })
    house.clock.now = startTime + hour + 10 * minute
    await house.patrol.tick()
    await house.patrol.tick()
    expect((await get('alarms')).items).toMatchObject([
      { rule: 'patrol.missed_checkpoint', equipment: 'pump-room', title: '漏检：水泵房（傍晚巡逻）', occurrences: 1 }
    ])
    await scan({ ts: house.clock.now, checkpoint: 'pump-room' })
    expect((await get('alarms?active=true')).items).toEqual([])
    expect(await round()).toMatchObject({ status: 'partial', missed: ['pump-room'] })
  })

  it('whose route was taken out of service meanwhile is missed, and raises nothing', async () => {
    const headers = await house.bearer('admin')
    expect((await house.app.inject({ method: 'DELETE', url: '/api/v1/routes/evening', headers })).statusCode).toBeLessThan(300)
    house.patrol.reload()
    house.clock.now = startTime + hour + 10 * minute
    await house.patrol.tick()
    expect(await round()).toMatchObject({ status: 'missed' })
    expect((await get('alarms')).items).toEqual([])
  })

  it('that is over when the service starts again is told then', async () => {
    house.clock.now = startTime + 26 * hour
    manager = await house.bearer('manager')
    await house.patrol.tick()
    expect((await get('patrol/rounds?date=2025-11-23')).items).toMatchObject([{ status: 'missed' }])
  })
})

describe('The rounds of a date', () => {
  const add = async (route: object) => {
    const payload = { name: '电梯机房', checkpoints: ['gate'], ...route }
    const headers = await house.bearer('admin')
    expect((await house.app.inject({ method: 'POST', url: '/api/v1/routes', headers, payload })).statusCode).toBe(201)
    house.patrol.reload()
    await house.patrol.tick()
  }
  const shown = async (date: string, route: string) =>
    (await get(`patrol/rounds?date=${date}&route=${route}`)).items.map(({ status }: { status: string }) => status)

  it('are none of windows that were over before the route was written down', async () => {
    await add({ id: 'late', windows: ['08:00-09:00', '20:00-21:00'] })
    expect(await shown('2025-11-22', 'late')).toEqual(['planned'])
    expect(await shown('2025-11-23', 'late')).toEqual(['planned', 'planned'])
    expect(await shown('2025-11-21', 'late')).toEqual([])
  })

  it('are none of such windows when a scan of that time is told later, nor of those before the route was changed', async () => {
    await add({ id: 'late', windows: ['08:00-09:00', '20:00-21:00'] })
    await scan({ ts: startTime - 8 * hour + 10 * minute, checkpoint: 'gate' })
    expect(await shown('2025-11-22', 'late')).toEqual(['planned'])
    const admin = await house.bearer('admin')
    const change = { method: 'PATCH', url: '/api/v1/routes/late', headers: admin } as const
    const payload = { windows: ['10:00-11:00', '20:00-21:00'] }
    expect((await house.app.inject({ ...change, payload })).statusCode).toBe(200)
    await scan({ ts: startTime - 6 * hour + 10 * minute, checkpoint: 'gate' })
    await house.patrol.tick()
    expect(await shown('2025-11-22', 'late')).toEqual(['planned'])
    const { items: alarms } = await get('alarms')
    expect(alarms).toEqual([])
    const day = 'from=2025-11-21T16:00:00Z&to=2025-11-22T16:00:00Z'
    expect((await get(`patrol/heat?${day}`)).places).toEqual([])
    expect((await get(`reports/patrol?${day}`)).rows).toEqual([])
  })

  it('are none of a route that was written down while the service rested, but of those that were there before', async () => {
    const windows = ['10:00-11:00']
    await add({ id: 'old', windows })
    const entry = { id: 'new', name: '新路线', checkpoints: '["gate"]', windows: JSON.stringify(windows), visit_order: 'any' }
    await house.database
      .insertInto('routes')
      .values({ ...entry, settings: '{}', enabled: 1 })
      .execute()
    house.patrol.reload()
    house.clock.now = startTime + 24 * hour
    manager = await house.bearer('manager')
    await house.patrol.tick()
    expect(await shown('2025-11-23', 'old')).toEqual(['missed'])
    expect(await shown('2025-11-23', 'new')).toEqual([])
    expect(await shown('2025-11-24', 'new')).toEqual(['planned'])
  })

  it('hold a week’s round on each of its days', async () => {
    await add({ id: 'weekly', times: { count: 1, per: 'week' } })
    expect(await shown('2025-11-22', 'weekly')).toEqual(['planned'])
    expect(await shown('2025-11-17', 'weekly')).toEqual(['planned'])
    expect(await shown('2025-11-16', 'weekly')).toEqual([])
    await scan({ ts: startTime, checkpoint: 'gate' })
    expect(await shown('2025-11-22', 'weekly')).toEqual(['complete'])
  })
})

describe('The plan by days', () => {
  const preview = async (body: object) => {
    const headers = await house.bearer('admin')
    return await house.app.inject({ method: 'POST', url: '/api/v1/patrol/calendar/preview', headers, payload: body })
  }

  it('holds what became of rounds, and those to come', async () => {
    await scan({ ts: startTime, checkpoint: 'gate' })
    const { routes, rounds } = await get('patrol/calendar?from=2025-11-21&to=2025-11-23')
    expect(routes).toMatchObject([{ id: 'evening', windows: ['16:00-17:00'] }])
    expect(rounds).toMatchObject([
      { route: 'evening', date: '2025-11-22', status: 'in_progress', places: 2, visits: 1 },
      { route: 'evening', date: '2025-11-23', status: 'planned', window: { from: '2025-11-23T08:00:00.000Z' } }
    ])
  })

  it('of a draft is told, and stored nowhere', async () => {
    const route = { windows: ['22:00-02:00'], days: [6], season: { from: '11-20', to: '12-01' } }
    const answer = await preview({ from: '2025-11-22', to: '2025-12-31', route })
    expect(answer.json()).toEqual({
      rounds: ['2025-11-22', '2025-11-29'].map((date) => ({
        date,
        window: { from: `${date}T14:00:00.000Z`, to: `${date}T18:00:00.000Z` },
        visits: 1
      }))
    })
    expect((await get('patrol/calendar?from=2025-11-22&to=2025-11-22')).rounds).toHaveLength(1)
  })

  it.each([
    ['that ends before it begins', { from: '2025-11-22', to: '2025-11-21', route: {} }, 'to'],
    ['of more than three months', { from: '2025-11-22', to: '2026-11-21', route: {} }, 'to'],
    ['with half a window', { from: '2025-11-22', to: '2025-11-23', route: { windows: ['22:00'] } }, 'route.windows.0']
  ])('%s is refused by name', async (_, body, field) => {
    const answer = await preview(body)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().errors[0].field).toBe(field)
  })
})

describe('A scan', () => {
  it.each([
    ['of a tag nobody knows', { tag: '04FFFFFFFFFFFF' }, 400, 'tag'],
    ['of no place', {}, 400, 'tag'],
    ['of an unknown checkpoint', { checkpoint: 'attic' }, 400, 'checkpoint'],
    ['of 31 days ago', { checkpoint: 'gate', ts: startTime - 31 * 24 * hour }, 400, 'ts'],
    ['25 h in the future', { checkpoint: 'gate', ts: startTime + 25 * hour }, 400, 'ts'],
    ['at no time', { checkpoint: 'gate', ts: 'yesterday' }, 400, 'ts'],
    ['in another guard’s name', { checkpoint: 'gate', guard: 'engineer' }, 403, 'guard'],
    ['in the name of somebody who does not exist', { checkpoint: 'gate', guard: 'nobody' }, 403, 'guard'],
    ['with an answer to nothing', { checkpoint: 'gate', answers: [{ item: 'pressure', value: 1 }] }, 400, 'answers.0.item'],
    [
      'with words for a number',
      { checkpoint: 'pump-room', answers: [{ item: 'pressure', value: '高' }] },
      400,
      'answers.0.value'
    ],
    ['with a field of its own', { checkpoint: 'gate', colour: 'red' }, 400, 'colour']
  ])('%s is refused by name', async (_, fields, status, field) => {
    const answer = await scan({ ts: startTime, ...fields })
    expect(answer.statusCode, answer.body).toBe(status)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json().errors.map((error: { field: string }) => error.field)).toContain(field)
    expect((await get('patrol/scans')).items).toEqual([])
  })

  it('is a viewer’s and an engineer’s no business', async () => {
    for (const role of ['viewer', 'engineer'] as const) {
      expect((await scan({ ts: startTime, checkpoint: 'gate' }, await house.bearer(role))).statusCode).toBe(403)
    }
  })

  it('is told by a manager for nobody who does not exist', async () => {
    const answer = await scan({ ts: startTime, checkpoint: 'gate', guard: 'nobody' }, manager)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().errors).toMatchObject([{ field: 'guard' }])
  })

  it('with a photo nobody sent is refused by name', async () => {
    const answer = await scan({ ts: startTime, checkpoint: 'gate', photos: ['0'.repeat(64)] })
    expect(answer.json()).toMatchObject({ status: 400, errors: [{ field: 'photos.0' }] })
  })

  it('may be told by a manager for a guard', async () => {
    expect((await scan({ ts: startTime, checkpoint: 'gate', guard: 'guard' }, manager)).json()).toMatchObject({ guard: 'guard' })
  })

  it.each([
    ['by a clock ahead', { ts: startTime + 6 * minute }, 'clock_off'],
    ['by a phone whose clock is behind', { ts: startTime, sentAt: startTime - 6 * minute }, 'clock_off'],
    ['told days later', { ts: startTime - 4 * 24 * hour }, 'stale'],
    ['of another tag than the one that hangs there', { ts: startTime, tag: '04AAAAAAAAAAAA' }, 'wrong_tag']
  ])('%s is taken and in doubt', async (_, fields, suspicion) => {
    const answer = await scan({ checkpoint: 'gate', ...fields })
    expect(answer.json()).toMatchObject({ suspect: [suspicion] })
    expect((await get('patrol/scans?suspect=true')).items).toMatchObject([{ suspect: [suspicion] }])
    expect((await get(`patrol/scans?reason=${suspicion}`)).items).toHaveLength(1)
    expect((await get('patrol/scans?reason=replayed')).items).toEqual([])
  })

  it('too soon after one far away is in doubt, in whatever order they come', async () => {
    await scan({ id: 'later', ts: startTime + 10_000, checkpoint: 'pump-room' })
    await scan({ id: 'sooner', ts: startTime, checkpoint: 'gate' })
    expect((await get('patrol/scans')).items).toMatchObject([
      { id: 'later', suspect: ['too_fast'] },
      { id: 'sooner', suspect: [] }
    ])
  })

  it.each([
    ['nobody knows, where none is registered', '04AAAAAAAAAAAA', 'pump-room', 'url', []],
    ['of another place, where none is registered', '04A1B2C3D4E5F6', 'pump-room', 'uid', ['wrong_tag']],
    ['of this place', '04A1B2C3D4E5F6', 'gate', 'uid', []]
  ])('with a tag %s proves no more than it can', async (_, tag, checkpoint, assurance, suspect) => {
    expect((await scan({ ts: startTime, checkpoint, tag })).json()).toMatchObject({ assurance, suspect })
  })

  it('says which round it counts for, and is found by several places, guards and reasons', async () => {
    const told = (await scan({ id: 'a', ts: startTime, checkpoint: 'gate' })).json()
    await scan({ id: 'b', ts: startTime + 1_000, checkpoint: 'pump-room' })
    await scan({ id: 'c', ts: startTime - 4 * 24 * hour, checkpoint: 'gate' })
    const [round] = (await get('patrol/rounds')).items.filter(({ scans }: { scans: unknown[] }) => scans.length > 0)
    expect(told.round).toBe(round.id)
    expect((await scan({ id: 'a', ts: startTime, checkpoint: 'gate' })).json()).toMatchObject({ round: round.id })
    const ids = async (query: string) => (await get(`patrol/scans?${query}`)).items.map(({ id }: { id: string }) => id)
    expect(await ids('checkpoint=gate,pump-room')).toEqual(['b', 'a', 'c'])
    expect(await ids('reason=stale,too_fast')).toEqual(['b', 'c'])
    expect(await ids(`guard=nobody,${told.guard}`)).toEqual(['b', 'a', 'c'])
    expect((await get('patrol/scans?checkpoint=gate')).items[0]).toMatchObject({ id: 'a', round: round.id })
  })

  it('at the same place again within 60 s is in doubt, a minute later it is not', async () => {
    await scan({ id: 'second', ts: startTime + 59_000, checkpoint: 'gate' })
    await scan({ id: 'first', ts: startTime, checkpoint: 'gate' })
    await scan({ id: 'later', ts: startTime + 119_000, checkpoint: 'gate' })
    expect((await get('patrol/scans')).items).toMatchObject([
      { id: 'later', suspect: [] },
      { id: 'second', suspect: ['again'] },
      { id: 'first', suspect: [] }
    ])
  })

  it('that found something opens a hazard, with what the checklist says', async () => {
    const answers = [{ item: 'pressure', value: 0.1 }]
    const { ticket } = (await scan({ ts: startTime, checkpoint: 'pump-room', answers, hazard: { class: 'fix_now' } })).json()
    expect(await get(`tickets/${ticket}`)).toMatchObject({
      type: 'hazard',
      class: 'fix_now',
      source: 'patrol',
      priority: 'P1',
      place: 'B1',
      title: '水泵房：出水压力：0.1'
    })
    const issue = (await scan({ ts: startTime + hour, checkpoint: 'gate', result: 'issue', note: '灯坏了' })).json()
    expect(await get(`tickets/${issue.ticket}`)).toMatchObject({ class: 'ordinary', priority: 'P3', title: '大门：灯坏了' })
  })

  it('that wants a date without one is refused', async () => {
    const answer = await scan({ ts: startTime, checkpoint: 'gate', result: 'issue', hazard: { class: 'fix_by_date' } })
    expect(answer.json().errors).toMatchObject([{ field: 'hazard.wantedBy' }])
  })
})

describe('A photo', () => {
  const megabyte = 1024 * 1024
  async function send(bytes: Buffer, headers = guard) {
    const form = new FormData()
    form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'photo.jpg')
    const request = new Request('http://house/', { method: 'POST', body: form })
    const type = request.headers.get('content-type') ?? ''
    const payload = Buffer.from(await request.arrayBuffer())
    return house.app.inject({
      method: 'POST',
      url: '/api/v1/patrol/photos',
      headers: { ...headers, 'content-type': type },
      payload
    })
  }

  it('goes with its scan', async () => {
    const { hash } = (await send(jpeg)).json()
    expect((await scan({ ts: startTime, checkpoint: 'gate', photos: [hash] })).json()).toMatchObject({ photos: [hash] })
  })

  it.each([
    ['that is a script', Buffer.from('<script>alert(1)</script>'), 415],
    ['with a script at its end', Buffer.concat([jpeg, Buffer.from('<script>')]), 415],
    ['of 20 MB', Buffer.concat([jpeg, Buffer.alloc(20 * megabyte)]), 413]
  ])('%s is refused', async (_, bytes, status) => {
    const answer = await send(bytes)
    expect(answer.statusCode, answer.body).toBe(status)
    expect(answer.json().errors).toMatchObject([{ field: 'file' }])
    expect(await house.database.selectFrom('scan_photos').selectAll().execute()).toEqual([])
  })

  it('of a viewer is refused', async () => {
    expect((await send(jpeg, await house.bearer('viewer'))).statusCode).toBe(403)
  })
})

describe('A tag with keys', () => {
  const file = Buffer.from('F0E0D0C0B0A090807060504030201000', 'hex')
  const meta = '000102030405060708090A0B0C0D0E0F'
  const sun = { e: 'AE0CF17C64FC3ABDF6500D57ABBFAE3E', c: '57117B8A6DB4DB79' }

  beforeEach(async () => {
    const admin = await house.bearer('admin')
    const put = await house.app.inject({ method: 'PUT', url: '/api/v1/patrol/meta-key', headers: admin, payload: { key: meta } })
    expect(put.statusCode, put.body).toBe(204)
    const tag = { uid: '04A1B2C3D4E5F6', checkpoint: 'gate', key: file.toString('hex') }
    const enrolled = await house.app.inject({ method: 'POST', url: '/api/v1/patrol/tags', headers: admin, payload: tag })
    expect(enrolled.statusCode, enrolled.body).toBe(201)
    expect(enrolled.body).not.toContain(file.toString('hex'))
  })

  it('proves that somebody was there', async () => {
    expect((await scan({ ts: startTime, checkpoint: 'gate', sun })).json()).toMatchObject({ assurance: 'sun', suspect: [] })
  })

  it.each([
    ['replayed', { sun }, ['replayed']],
    ['altered', { sun: { ...sun, c: '57117B8A6DB4DB78' } }, ['forged']],
    ['of another place', { checkpoint: 'pump-room', sun: { ...sun } }, ['wrong_tag', 'replayed']],
    ['missing', {}, ['no_proof']],
    ['missing, its UID typed', { tag: '04A1B2C3D4E5F6' }, ['no_proof']]
  ])('%s is in doubt', async (_, fields, suspect) => {
    await scan({ ts: startTime, checkpoint: 'gate', sun })
    house.clock.now += hour
    const answer = await scan({ ts: house.clock.now, checkpoint: 'gate', ...fields })
    expect(answer.statusCode, answer.body).toBe(201)
    expect(answer.json().suspect).toEqual(suspect)
  })

  it('has keys that nobody can read in the database', async () => {
    const tags = await house.database.selectFrom('tag_keys').selectAll().execute()
    const stored = JSON.stringify([tags, await house.database.selectFrom('meta').selectAll().execute()])
    expect(tags).toHaveLength(1)
    expect(stored.toLowerCase()).not.toContain(file.toString('hex'))
    expect(stored.toUpperCase()).not.toContain(meta)
  })

  it('enrolled before keys were sealed goes on proving, and is sealed at the start', async () => {
    await house.database
      .updateTable('tag_keys')
      .set({ file_key: file.toString('hex') })
      .execute()
    await writeMeta(house.database, 'patrol_meta_key', meta)
    await sealPlainKeys(house.database, house.seal)
    await sealPlainKeys(house.database, house.seal)
    house.patrol.reload()
    const [stored] = await house.database.selectFrom('tag_keys').selectAll().execute()
    expect(stored?.file_key).not.toBe(file.toString('hex'))
    expect((await scan({ ts: startTime, checkpoint: 'gate', sun })).json()).toMatchObject({ assurance: 'sun', suspect: [] })
  })

  it('whose keys another key file has sealed proves nothing, accuses nobody, and is told of', async () => {
    const foreign = createSecretBox(randomBytes(32)).sealFor('tag keys').seal(file.toString('hex'))
    await house.database.updateTable('tag_keys').set({ file_key: foreign }).execute()
    house.patrol.reload()
    expect((await scan({ ts: startTime, checkpoint: 'gate', sun })).json()).toMatchObject({ suspect: ['no_proof'] })
    expect(house.patrol.warnings()).toEqual([expect.stringContaining('telling.key')])
  })

  it('told again with the same id is a repeat', async () => {
    const told = { id: 'once', ts: startTime, checkpoint: 'gate', sun }
    await scan(told)
    expect((await scan(told)).json()).toMatchObject({ id: 'once', suspect: [] })
  })

  it('whose taps were kept back is found out by one between them', async () => {
    const tag = { uid: Buffer.from('04A1B2C3D4E5F6', 'hex'), meta: Buffer.from(meta, 'hex'), file }
    const tap = (counter: number) => tapOf(tag, counter)
    house.clock.now = startTime + 5 * hour
    await scan({ id: 'kept', ts: startTime + 4 * hour, checkpoint: 'gate', sun: tap(50) })
    await scan({ id: 'honest', ts: startTime + 3 * hour, checkpoint: 'gate', sun: tap(51) })
    const { items } = await get('patrol/scans')
    expect(items).toMatchObject([
      { id: 'kept', suspect: ['harvested'] },
      { id: 'honest', suspect: [] }
    ])
    expect((await get('patrol/counters')).items).toEqual([{ uid: '04A1B2C3D4E5F6', checkpoint: 'gate', unused: 49 }])
  })
})
