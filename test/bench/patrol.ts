/**
 * `npm run bench -- --only patrol`: 200 guards come back on line at once, each with a chain of 50 scans that a phone sends one
 * after the other; every tenth is told twice, as after an answer that was lost. At the end each is there once.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { firstPrev } from '../../server/contract/patrol-chain.ts'
import { openDatabase } from '../../server/database/database.ts'
import { hashEntry } from '../../server/patrol/chain.ts'
import { site } from './bench-site.ts'
import type { Cores } from './cores.ts'
import type { Row } from './report.ts'
import { logIn, startService } from './service.ts'

const guards = 200
const scansEach = 50
const toldTwice = 10
const minuteMs = 60_000
const guardId = (index: number) => `guard-${index}`
/** Ten guards walk each route, its ten places five times. */
const routes = Array.from({ length: 20 }, (_, route) => ({
  id: `route-${route}`,
  places: Array.from({ length: 10 }, (__, place) => `cp-${route}-${place}`)
}))
const routeOf = (guard: number) => routes[guard % routes.length]?.places ?? []
const hourly = Array.from({ length: 24 }, (_, hour) => `${twoDigits(hour)}:00-${twoDigits(hour + 1)}:00`)

export type PatrolBenchOptions = {
  cores: Cores
  folder: string
  program: string
  profileDir: string | undefined
  progress: (text: string) => void
}

export async function benchPatrol({ cores, folder, program, profileDir, progress }: PatrolBenchOptions) {
  const dataDir = join(folder, 'patrol')
  const siteFile = join(folder, 'patrol.yaml')
  writeFileSync(
    siteFile,
    JSON.stringify({
      site: { id: site, name: 'Benchmark', timezone: 'Asia/Shanghai', defaults: 'off' },
      checkpoints: routes.flatMap(({ places }) => places.map((id) => ({ id, name: id }))),
      routes: routes.map(({ id, places }) => ({ id, name: id, checkpoints: places, windows: hourly }))
    })
  )
  await enterGuards(dataDir)
  const service = await startService({ cores, program, dataDir, siteFile, profileDir })
  const token = await logIn(service.url)
  const cpuBefore = service.cpuMs()
  progress(`${guards} guards, ${scansEach} scans each`)
  const begun = performance.now()
  const phones = await Promise.all(Array.from({ length: guards }, (_, index) => syncPhone(service.url, token, index)))
  const seconds = (performance.now() - begun) / 1000
  const cpuMs = service.cpuMs() - cpuBefore
  await service.stop()

  const took = phones.flat().sort((one, other) => one - other)
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN
  const rows: Row[] = [
    { figure: 'POST of a scan, p50', value: at(0.5), unit: 'ms' },
    { figure: 'POST of a scan, p99', value: at(0.99), unit: 'ms' },
    { figure: 'POST of a scan, highest', value: at(1), unit: 'ms' },
    { figure: 'scans', value: took.length / seconds, unit: 'msgs/s', note: `${took.length} in ${seconds.toFixed(1)} s` },
    { figure: 'processor time a scan', value: (cpuMs * 1000) / took.length, unit: 'µs' }
  ]
  return { rows, wrong: await whatIsWrong(dataDir) }
}

/** Without log-ins: 200 hashes would take longer than all that is measured. */
async function enterGuards(dataDir: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true })
  const database = await openDatabase(join(dataDir, 'wuxun.sqlite'))
  const rows = Array.from({ length: guards }, (_, index) => ({ id: guardId(index), name: guardId(index) }))
  await database
    .insertInto('users')
    .values(rows.map((row) => ({ ...row, role: 'guard', password: '-', enabled: 1 })))
    .execute()
  await database.destroy()
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

/** Each from an address of its own, as calls are counted by address. @returns how long each POST took, ms */
async function syncPhone(url: string, token: string, index: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress: `127.0.${1 + (index >> 7)}.${1 + (index & 127)}` })
  const took: number[] = []
  const anchor = `page-${index}`
  const start = Date.now() - scansEach * minuteMs - index * 100
  let prev = firstPrev(anchor)
  const places = routeOf(index)
  for (let position = 0; position < scansEach; position++) {
    const checkpoint = places[position % places.length] ?? ''
    const scan = {
      id: `${anchor}.${position}`,
      anchor,
      seq: position + 1,
      prev,
      ts: start + position * minuteMs,
      mono: position * minuteMs,
      checkpoint,
      result: 'ok',
      answers: [],
      photos: []
    }
    prev = hashEntry({ ...scan, tag: null, sun: null, note: null })
    const body = JSON.stringify({ ...scan, guard: guardId(index), hash: prev })
    for (let time = 0; time < (position % toldTwice === 0 ? 2 : 1); time++) {
      const begun = performance.now()
      const status = await post(agent, `${url}/api/v1/patrol/scans`, token, body)
      took.push(performance.now() - begun)
      if (status !== (time === 0 ? 201 : 200)) throw new Error(`${scan.id} was answered ${status}`)
    }
  }
  agent.destroy()
  return took
}

function post(agent: Agent, url: string, token: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const call = request(url, { agent, method: 'POST', headers }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
      answer.once('error', reject)
    })
    call.once('error', reject)
    call.end(body)
  })
}

async function whatIsWrong(dataDir: string): Promise<string[]> {
  const database = await openDatabase(join(dataDir, 'wuxun.sqlite'))
  const scans = await database.selectFrom('scans').select(['id', 'guard', 'suspect']).execute()
  const rounds = await database.selectFrom('rounds').select('status').execute()
  await database.destroy()
  const wrong: string[] = []
  const ids = new Set(scans.map(({ id }) => id))
  if (scans.length !== guards * scansEach || ids.size !== scans.length) wrong.push(`${scans.length} scans, ${ids.size} ids`)
  const foreign = scans.filter(({ id, guard }) => !id.startsWith(`page-${guard.slice('guard-'.length)}.`))
  if (foreign.length > 0) wrong.push(`${foreign.length} scans of another guard`)
  const doubtful = scans.filter(({ suspect }) => suspect !== '[]')
  if (doubtful.length > 0) wrong.push(`${doubtful.length} scans in doubt, e.g. ${doubtful[0]?.suspect}`)
  if (!rounds.some(({ status }) => status !== 'planned')) wrong.push('no round was begun')
  return wrong
}
