/** Many guards whose phones come back on line at once: nothing is lost, nothing doubled, whatever is told twice or at odds. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RoundItem, ScanItem } from '../../server/contract/patrol.ts'
import { buildHttpHouse, startTime } from '../support/http-house.ts'

const minute = 60_000
const guards = 20
const scansEach = 5

type House = Awaited<ReturnType<typeof buildHttpHouse>>
let house: House
let manager: { authorization: string }

beforeEach(async () => {
  house = await buildHttpHouse()
  manager = await house.bearer('manager')
  const headers = await house.bearer('admin')
  const write = async (url: string, payload: object) => {
    const answer = await house.app.inject({ method: 'POST', url: `/api/v1/${url}`, headers, payload })
    expect(answer.statusCode, answer.body).toBe(201)
  }
  const checkpoints = Array.from({ length: scansEach }, (_, index) => `cp-${index}`)
  for (const id of checkpoints) await write('checkpoints', { id, name: id })
  await write('routes', { id: 'evening', name: '傍晚巡逻', checkpoints, windows: ['16:00-20:00'] })
  const users = Array.from({ length: guards }, (_, index) => ({
    id: `guard-${index}`,
    name: `保安 ${index}`,
    role: 'guard',
    password: '-',
    enabled: 1
  }))
  await house.database.insertInto('users').values(users).execute()
  await house.patrol.tick()
  house.clock.now += 60 * minute
})
afterEach(() => house[Symbol.asyncDispose]())

const told = (guard: number, index: number) => ({
  id: `scan-${guard}-${index}`,
  guard: `guard-${guard}`,
  checkpoint: `cp-${index}`,
  ts: startTime + (guard + index * guards) * 10_000
})
const post = (payload: object) => house.app.inject({ method: 'POST', url: '/api/v1/patrol/scans', headers: manager, payload })
const list = async (): Promise<ScanItem[]> =>
  (await house.app.inject({ url: '/api/v1/patrol/scans?limit=500', headers: manager })).json().items

it('Each scan is there once, in its round, although all are told at once and each is told twice', async () => {
  const scans = Array.from({ length: guards }, (_, guard) =>
    Array.from({ length: scansEach }, (__, at) => told(guard, at))
  ).flat()
  const answers = await Promise.all([...scans, ...scans].map(post))
  const codes = answers.map(({ statusCode }) => statusCode).sort()
  expect(codes).toEqual([...scans.map(() => 200), ...scans.map(() => 201)])
  for (const [index, answer] of answers.entries()) {
    expect(answer.json()).toMatchObject({ id: scans[index % scans.length]?.id, guard: scans[index % scans.length]?.guard })
  }
  const ids = (await list()).map(({ id }) => id)
  expect(ids).toHaveLength(guards * scansEach)
  expect(new Set(ids)).toEqual(new Set(scans.map(({ id }) => id)))
  const rounds = await house.app.inject({ url: '/api/v1/patrol/rounds?route=evening', headers: manager })
  const [round]: RoundItem[] = rounds.json().items
  expect(round).toMatchObject({ status: 'complete', missed: [] })
  expect(round?.scans).toHaveLength(guards * scansEach)
})

it('One that cannot be taken, and one whose id is another guard’s, leave the others alone', async () => {
  const mine = told(0, 0)
  const answers = await Promise.all([
    post(mine),
    post({ ...told(1, 0), ts: startTime - 40 * 24 * 60 * minute }),
    post({ ...told(2, 0), id: mine.id }),
    post({ ...told(3, 0), result: 'issue', note: '灯坏了' }),
    post({ ...told(3, 0), result: 'issue', note: '灯坏了' })
  ])
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 400, 409, 201, 200])
  expect(answers[2]?.json()).toMatchObject({ errors: [{ field: 'id' }] })
  expect(answers[4]?.json().ticket).toBe(answers[3]?.json().ticket)
  expect((await list()).map(({ id, guard }) => `${id} ${guard}`).sort()).toEqual(['scan-0-0 guard-0', 'scan-3-0 guard-3'])
})
