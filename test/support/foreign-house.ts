/** The whole service in this process, with a site of foreign devices: what a real MQTT client says is read over REST. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import { createFakeClock } from './fake-clock.ts'
import { connectPublisher, type Publisher } from './publisher.ts'

const adminPassword = 'admin-password'

/** Ten seconds after the time that the test frames of domain.md carry. */
export const frameTime = 1_763_800_000_000
export const arrival = frameTime + 10_000

export type Point = [ts: number, value: number | boolean | string]
type Reject = { topic: string; reason: string; payload: string }

export async function openForeignHouse(site: string, dataDir = mkdtempSync(join(tmpdir(), 'wuxun-foreign-'))) {
  const clock = createFakeClock(arrival)
  const siteFile = join(dataDir, 'site.yaml')
  writeFileSync(siteFile, site)
  const config = loadConfig({
    DATA_DIR: dataDir,
    SITE_FILE: siteFile,
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: '0',
    MQTT_HOST: '127.0.0.1',
    MQTT_PORT: '0',
    ADMIN_PASSWORD: adminPassword,
    LOG_LEVEL: 'silent'
  })
  const app = await createApp(config, { now: clock.now })
  const { httpPort, mqttPort } = await app.start()
  const clients: Publisher[] = []
  let token = await login('admin', adminPassword)

  async function call(method: string, path: string, body?: unknown, bearer = token): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(`http://127.0.0.1:${httpPort}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }

  async function login(username: string, password: string): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${httpPort}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password })
    })
    return ((await answer.json()) as { token: string }).token
  }

  return {
    clock,
    mqttPort,
    dataDir,
    call,
    login,

    /** After the clock went on by more than a session lasts. */
    async renewSession(): Promise<void> {
      token = await login('admin', adminPassword)
    },

    /** `password` null: none is sent. */
    async connect(username: string, password: string | null = 's3cret'): Promise<Publisher> {
      const client = await connectPublisher({ port: mqttPort, username, ...(password !== null && { password }) })
      clients.push(client)
      return client
    },

    /** Of all time. */
    async readings(equipment: string, metric: string): Promise<Point[]> {
      const { status, body } = await call(
        'GET',
        `/equipment/${equipment}/readings?metric=${metric}&from=0&to=${clock.now() + 86_400_000}`
      )
      if (status !== 200) throw new Error(JSON.stringify(body))
      return (body as { points: Point[] }).points
    },

    /** Newest first. */
    async reasons(topic: string): Promise<string[]> {
      const { body } = await call('GET', '/rejects?limit=500')
      return (body as { items: Reject[] }).items.filter((reject) => reject.topic === topic).map(({ reason }) => reason)
    },

    async status(equipment: string): Promise<string> {
      return ((await call('GET', `/equipment/${equipment}`)).body as { status: string }).status
    },

    async close({ keep = false } = {}): Promise<void> {
      for (const client of clients) await client.end()
      await app.stop()
      if (!keep) rmSync(dataDir, { recursive: true, force: true })
    }
  }
}

export type ForeignHouse = Awaited<ReturnType<typeof openForeignHouse>>
