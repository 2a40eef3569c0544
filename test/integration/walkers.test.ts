/** A week of simulated guards against the real patrol, over HTTP: each script leaves exactly the rounds and the doubts it is made for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RoundItem, ScanItem } from '../../server/contract/patrol.ts'
import type { TicketItem } from '../../server/contract/tickets.ts'
import type { PatrolScript } from '../../simulators/guards/patrol-script.ts'
import { createWalkers, type Walkers } from '../../simulators/guards/walkers.ts'
import { buildHttpHouse, startTime } from '../support/http-house.ts'

const hour = 3_600_000
const week = 7 * 24 * hour
const places = ['gate', 'hall', 'roof']
const file = 'F0E0D0C0B0A090807060504030201000'
const meta = '000102030405060708090A0B0C0D0E0F'
const roofTag = '04C1B2C3D4E5F6'

const script: PatrolScript = {
  title: '一周',
  walkers: [
    { user: 'li', route: 'night', week: ['on_time', 'late', 'skips', 'finds', 'sets_clock', 'on_time', 'hasty'] },
    { user: 'zhao', route: 'day', week: ['replays', 'edits', 'on_time', 'on_time', 'on_time', 'on_time', 'on_time'] }
  ]
}
const routes = [
  { id: 'day', name: '日间巡逻', checkpoints: places, windows: ['08:00-10:00'] },
  { id: 'night', name: '夜间巡逻', checkpoints: places, windows: ['22:00-24:00'] }
]
const checkpoints = [
  { id: 'gate', tag: '04A1B2C3D4E5F6' },
  { id: 'hall', tag: '04B1B2C3D4E5F6' },
  { id: 'roof', tag: roofTag }
]
const users = ['li', 'zhao'].map((id) => ({ id, password: `${id} walks` }))

describe('A scripted week', () => {
  let house: Awaited<ReturnType<typeof buildHttpHouse>>
  let url: string
  const trouble: string[] = []

  beforeAll(async () => {
    house = await buildHttpHouse()
    url = await house.app.listen({ host: '127.0.0.1', port: 0 })
    const headers = await house.bearer('admin')
    const write = async (path: string, payload: object, method: 'POST' | 'PUT' = 'POST') => {
      const answer = await house.app.inject({ method, url: `/api/v1/${path}`, headers, payload })
      expect(answer.statusCode, answer.body).toBeLessThan(300)
    }
    for (const { id, password } of users) await write('users', { id, name: id, role: 'guard', password })
    for (const checkpoint of checkpoints) await write('checkpoints', { ...checkpoint, name: checkpoint.id })
    for (const route of routes) await write('routes', route)
    await write('patrol/meta-key', { key: meta }, 'PUT')
    await write('patrol/tags', { uid: roofTag, checkpoint: 'roof', key: file })
    const walkers = hire(0)
    await walkers.start()
    for (const end = startTime + week - 4 * hour; house.clock.now < end; ) {
      await house.patrol.tick()
      await walkers.advance()
      house.clock.now += hour / 2
    }
    await walkers.stop()
  })
  afterAll(() => house[Symbol.asyncDispose]())

  function hire(backfillMs: number): Walkers {
    return createWalkers({
      site: {
        site: { id: 'demo', timezone: 'Asia/Shanghai' },
        equipment: [],
        devices: [],
        readers: [],
        checkpoints,
        routes: routes.map((route) => ({ ...route, days: [] })),
        users
      },
      script,
      tags: {
        meta: Buffer.from(meta, 'hex'),
        since: undefined,
        tags: [{ uid: roofTag, checkpoint: 'roof', key: Buffer.from(file, 'hex') }]
      },
      guardsUrl: url,
      url: 'mqtt://127.0.0.1:1',
      seed: '1',
      backfillMs,
      now: () => house.clock.now,
      report: () => undefined,
      onTrouble: (message) => trouble.push(message)
    })
  }

  async function get<Item>(path: string): Promise<Item[]> {
    const headers = await house.bearer('manager')
    return (await house.app.inject({ url: `/api/v1/${path}`, headers })).json().items
  }

  /** "status missed… place suspicion…" of a route's round on a day of November. */
  async function shown(route: string, day: number): Promise<string> {
    const [round] = await get<RoundItem>(`patrol/rounds?route=${route}&date=2025-11-${day}`)
    const doubts = (round?.scans ?? []).flatMap(({ checkpoint, suspect }) => suspect.map((each) => `${checkpoint} ${each}`))
    return [round?.status, ...(round?.missed ?? []), ...doubts.sort()].join(', ')
  }

  it.each([
    [22, 'complete'],
    [23, 'complete, hall too_fast, roof too_fast'],
    [24, 'complete'],
    [25, 'complete'],
    [26, 'partial, hall'],
    [27, 'complete'],
    [28, 'complete, hall clock_set']
  ])('leaves of the night of the %i: %s', async (day, expected) => {
    expect(await shown('night', day)).toBe(expected)
  })

  it.each([
    [23, 'complete'],
    [24, 'complete, roof replayed'],
    [25, 'complete, roof edited'],
    [26, 'complete'],
    [28, 'complete']
  ])('leaves of the day of the %i: %s', async (day, expected) => {
    expect(await shown('day', day)).toBe(expected)
  })

  it('tells what it did not tell in time hours later: the round was called off, and is taken back', async () => {
    const scans = await get<ScanItem>('patrol/scans?guard=li&from=2025-11-25T14:00:00Z&to=2025-11-25T16:00:00Z')
    expect(scans.map(({ receivedAt }) => receivedAt)).toEqual(Array(3).fill('2025-11-25T19:00:00.000Z'))
    const alarms = await get<{ rule: string; equipment: string; active: boolean }>('alarms')
    // Once that night, and once for who set his clock.
    expect(alarms.filter(({ rule }) => rule === 'patrol.missed_round')).toMatchObject([
      { equipment: 'night', active: false, occurrences: 2 }
    ])
  })

  it('finds one thing that is dangerous, with its ticket', async () => {
    const tickets = (await get<TicketItem>('tickets')).filter(({ type }) => type === 'hazard')
    expect(tickets).toMatchObject([{ priority: 'P1', title: expect.stringContaining('消防通道被杂物占用') }])
  })

  it('is told once, however often the guards begin anew', async () => {
    const before = await get<ScanItem>('patrol/scans?limit=500')
    const again = hire(week)
    await again.start()
    await again.stop()
    expect(await get<ScanItem>('patrol/scans?limit=500')).toEqual(before)
    expect(before).toHaveLength(14 * places.length - 1)
    expect(trouble).toEqual([])
  })
})
