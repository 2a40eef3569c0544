/** `npm run backup` while the service takes readings, and `npm run restore` of it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import type { TicketItem } from '../../server/contract/tickets.ts'
import { pdf } from '../support/file-bytes.ts'
import { connectPublisher } from '../support/publisher.ts'
import { type Api, adminPassword, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 }
devices:
  - { id: plc-1, password: s3cret, equipment: [pump-1] }
rules:
  - { id: low, kind: booster_pump, metric: outlet_pressure, below: 0.25, severity: critical, title: 供水压力低, action: 检查水泵 }
`
const loader = fileURLToPath(new URL('../../.ci/typescript-threads.mjs', import.meta.url))
const script = fileURLToPath(new URL('../../server/backup.ts', import.meta.url))
const history = 40 * 86_400_000

const services: Service[] = []
const folders: string[] = []
async function start(dataDir: string): Promise<Service> {
  const service = await startService({ site, dataDir })
  services.push(service)
  return service
}
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wuxun-backup-'))
  folders.push(folder)
  return folder
}
afterEach(async () => {
  for (const service of services.splice(0)) await service.kill()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

async function run(dataDir: string, ...args: string[]): Promise<{ code: number | null; printed: string }> {
  const child = spawn(process.execPath, ['--import', loader, script, ...args], {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
  }
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, printed }
}

/** With a file attached. */
async function openTicket(api: Api, url: string): Promise<{ id: string; hash: string }> {
  const { body } = await api.post('/tickets', { title: '漏水', type: 'repair', priority: 'P3' })
  const { id } = body as TicketItem
  const form = new FormData()
  form.append('kind', 'document')
  form.append('file', new Blob([new Uint8Array(pdf())]), '检修单.pdf')
  const headers = { authorization: `Bearer ${api.token}` }
  const answer = await fetch(`${url}/api/v1/tickets/${id}/attachments`, { method: 'POST', headers, body: form })
  const { hash } = (await answer.json()) as { hash: string }
  return { id, hash }
}

async function storedTimes(api: Api): Promise<number[]> {
  const { points } = await api.get<{ points: [number, number][] }>('/equipment/pump-1/readings?metric=outlet_pressure&from=0')
  return points.map(([ts]) => ts)
}

describe('a backup', () => {
  it('taken under load holds all that was acknowledged before, and starts as if nothing had been', {
    timeout: 120_000
  }, async () => {
    const folder = makeFolder()
    const dataDir = join(folder, 'data')
    const first = mkdtempSync(join(folder, 'first-'))
    const target = join(folder, 'copy')
    const service = await start(first)
    const publisher = await connectPublisher({ port: service.mqttPort, username: 'plc-1', password: 's3cret' })
    const begun = Date.now()
    const publish = async (ts: number, outlet_pressure: number) => {
      expect(await publisher.publish('facility/demo/pump-1/telemetry', { ts, values: { outlet_pressure } })).toBe(true)
      return ts
    }
    const sure = [await publish(begun - history, 0.4), await publish(begun, 0.1)]
    const ticket = await openTicket(await service.login('admin', adminPassword), service.url)
    let taken = false
    const load = (async () => {
      for (let ts = begun + 1; !taken; ts++) await publish(ts, 0.4)
    })()
    const { code, printed } = await run(first, 'backup', target)
    taken = true
    await load
    expect({ code, printed }).toEqual({ code: 0, printed: `backup of ${first} in ${target}\n` })
    expect(readdirSync(target).sort()).toEqual([
      'attachments',
      'backup.json',
      'journal.duckdb',
      'journal.id',
      'telling.key',
      'wuxun.sqlite'
    ])
    expect((await run(first, 'backup', target)).printed).toMatch(/is not empty/)
    expect(await run(first, 'restore', target)).toMatchObject({ code: 1, printed: expect.stringMatching(/in use/) })
    await service.kill()

    expect((await run(dataDir, 'restore', target)).code).toBe(0)
    const again = await start(dataDir)
    const api = await again.login('admin', adminPassword)
    const times = await storedTimes(api)
    expect(times).toEqual(expect.arrayContaining(sure))
    expect(new Set(times).size).toBe(times.length)
    const file = await fetch(`${again.url}/api/v1/tickets/${ticket.id}/attachments/${ticket.hash}`, {
      headers: { authorization: `Bearer ${api.token}` }
    })
    expect(Buffer.from(await file.arrayBuffer()).equals(pdf())).toBe(true)
    const { items } = await api.get<{ items: TicketItem[] }>('/tickets?rule=low')
    expect(items.map(({ rule, occurrences }) => ({ rule, occurrences }))).toEqual([{ rule: 'low', occurrences: 1 }])
  })

  it('of a folder that nobody uses takes its place again, with --replace only', { timeout: 120_000 }, async () => {
    const folder = makeFolder()
    const dataDir = mkdtempSync(join(folder, 'data-'))
    const service = await start(dataDir)
    expect(await service.stop()).toBe(0)
    const target = join(folder, 'copy')
    expect((await run(dataDir, 'backup', target)).code).toBe(0)
    expect(await run(dataDir, 'restore', target)).toMatchObject({ code: 1, printed: expect.stringMatching(/--replace/) })
    expect((await run(dataDir, 'restore', target, '--replace')).code).toBe(0)
    expect(readdirSync(dataDir).some((name) => name.startsWith('replaced-'))).toBe(true)
    expect(existsSync(join(dataDir, 'journal.duckdb'))).toBe(true)
    expect(await run(dataDir, 'restore', join(folder, 'data'))).toMatchObject({
      code: 1,
      printed: expect.stringMatching(/no backup/)
    })
    writeFileSync(join(dataDir, 'restore-unfinished'), '')
    await expect(start(dataDir)).rejects.toThrow(/was not finished/)
  })
})
