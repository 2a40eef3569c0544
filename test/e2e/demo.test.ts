/** `npm run demo` as a stranger sees it: its own processes, two runs on the same data folder. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { io } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { EquipmentItem } from '../../server/contract/equipment.ts'
import type { TicketItem } from '../../server/contract/tickets.ts'

const loader = fileURLToPath(new URL('../../.ci/typescript-threads.mjs', import.meta.url))
const program = fileURLToPath(new URL('../../server/demo.ts', import.meta.url))
const wangsPassword = 'wang-e2e-demo'
let dataDir: string
let demo: ChildProcess | undefined

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'wuxun-demo-'))
})
afterEach(async () => {
  if (demo && demo.exitCode === null && demo.signalCode === null) {
    demo.kill('SIGKILL')
    await once(demo, 'exit')
  }
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

/** Resolves with what it printed from `ready` to its last line. */
async function startDemo(): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', loader, program], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: '0',
      MQTT_HOST: '127.0.0.1',
      MQTT_PORT: '0',
      LOG_LEVEL: 'error',
      WANG_PASSWORD: wangsPassword
    },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  demo = child
  const lines: string[] = []
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`the demo ended with ${code}: ${lines.join('\n')}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      if (line.startsWith('scripted fault')) resolve(lines.slice(lines.indexOf('ready')))
    })
  })
}

async function get<Body>(url: string, token: string): Promise<Body> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  return (await response.json()) as Body
}

/** One run, from its start to SIGTERM, seen by user wang. */
async function runOnce() {
  const lines = await startDemo()
  const ready = Date.now()
  const url = /http:\S+/.exec(lines.find((line) => line.startsWith('dashboard')) ?? '')?.[0] ?? ''
  const session = await fetch(`${url}api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'wang', password: wangsPassword })
  })
  const { token } = (await session.json()) as { token: string }
  const live = io(`${url}live`, { auth: { token }, transports: ['websocket'] })
  const reading = new Promise<number>((resolve) => live.once('readings', () => resolve(Date.now() - ready)))
  const ticket = new Promise<{ after: number; item: TicketItem }>((resolve) =>
    live.on('ticket', (item: TicketItem) => {
      // A round that ends meanwhile may have a ticket of its own.
      if (Date.parse(item.openedAt) >= ready && !item.rule?.startsWith('patrol.')) resolve({ after: Date.now() - ready, item })
    })
  )
  const result = { lines, firstReading: await reading, ...(await ticket) }
  const equipment = (await get<{ items: EquipmentItem[] }>(`${url}api/v1/equipment`, token)).items
  const { points } = await get<{ points: unknown[] }>(`${url}api/v1/equipment/pump-2/readings?metric=flow&step=1h`, token)
  live.close()
  const ended = demo && once(demo, 'exit')
  demo?.kill('SIGTERM')
  const [exitCode] = (await ended) ?? []
  return { ...result, equipment, hours: points.length, exitCode }
}

describe('the demo', () => {
  const faulted: (string | null)[] = []

  it.each(['first', 'second'])('moves within 10 s of ready and opens a ticket by itself within 30 s on its %s run', async () => {
    const run = await runOnce()
    expect(run.firstReading).toBeLessThan(10_000)
    expect(run.after).toBeLessThan(30_000)
    expect(faulted).not.toContain(run.item.equipment)
    faulted.push(run.item.equipment)
    expect(run.equipment.every(({ lastSeenAt, latest }) => lastSeenAt !== null && Object.keys(latest).length > 3)).toBe(true)
    // Only what the scripted faults touched is not normal.
    expect(run.equipment.filter(({ id, status }) => status !== 'normal' && !faulted.includes(id))).toEqual([])
    expect(run.hours).toBeGreaterThanOrEqual(24)
    expect(run.exitCode).toBe(0)
  })

  it('prints the sample users, and keeps the passwords it made', () => {
    const kept = JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8')) as Record<string, string>
    expect(Object.keys(kept)).toEqual(['admin', 'li', 'qian', 'sun', 'wang', 'chen', 'zhou'])
    expect(kept['wang']).toBe(wangsPassword)
  })
})
