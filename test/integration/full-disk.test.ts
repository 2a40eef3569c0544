/** A disk that is full: nothing is acknowledged that is not stored, and all goes on by itself once there is room. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { connectPublisher } from '../support/publisher.ts'
import { adminPassword, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 }
devices:
  - { id: plc-1, password: s3cret, equipment: [pump-1] }
`
const folder = mkdtempSync(join(tmpdir(), 'wuxun-small-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder]).status === 0
let service: Service | undefined
afterEach(async () => {
  await service?.kill()
  if (mounted) spawnSync('umount', ['-l', folder])
  rmSync(folder, { recursive: true, force: true })
})

type Answer = { status: number; body: { status: string | number; warnings?: string[] } }

async function health(url: string): Promise<Answer> {
  const response = await fetch(`${url}/api/v1/health`)
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

/** Asks again and again until it answers so. */
async function until(url: string, is: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await health(url)
    if (is(answer)) return answer
  }
}

describe('a full disk', () => {
  it.skipIf(!mounted)('(tmpfs: needs the right to mount) stops PUBACKs, shows, and is over when there is room', async () => {
    service = await startService({ site, dataDir: folder, env: { LOG_LEVEL: 'silent' } })
    const { url, mqttPort } = service
    expect(await health(url)).toMatchObject({ status: 200, body: { status: 'ok' } })
    const connect = () => connectPublisher({ port: mqttPort, username: 'plc-1', password: 's3cret' })
    const acknowledged: number[] = []
    const ballast = join(folder, 'ballast')
    const { bavail, bsize } = statfsSync(folder)
    const publisher = await connect()
    const publish = async (ts: number, on = publisher) => {
      const ok = await on.publish('facility/demo/pump-1/telemetry', { ts, values: { outlet_pressure: 0.4 } })
      if (ok) acknowledged.push(ts)
      return ok
    }
    const begun = Date.now() - 3_600_000
    expect(await publish(begun)).toBe(true)
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 900_000))
    let ts = begun + 1
    expect((await until(url, ({ body }) => body.status === 'degraded')).body.warnings?.[0]).toMatch(/^disk: \d+ MB free/)
    while (await publish(ts)) ts++
    expect(await health(url)).toMatchObject({ status: 503 })
    await expect(connect()).rejects.toThrow()
    // A cause that lasts: trying again each second does not make it well.
    const from = performance.now()
    await until(url, ({ status }) => {
      expect(status).toBe(503)
      return performance.now() - from > 2500
    })

    rmSync(ballast)
    await until(url, ({ status, body }) => status === 200 && body.status === 'ok')
    const again = await connect()
    expect(await publish(ts, again)).toBe(true)
    await again.end()
    const check = async (at: Service) => {
      const api = await at.login('admin', adminPassword)
      const path = '/equipment/pump-1/readings?metric=outlet_pressure&from=0'
      const times = (await api.get<{ points: [number, number][] }>(path)).points.map(([time]) => time)
      expect(times).toEqual(acknowledged)
    }
    await check(service)
    await service.kill()
    service = await startService({ site, dataDir: folder })
    await check(service)
  })
})
