/** The service under test, started as `npm start` does it, on the server's core. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { adminPassword } from './bench-site.ts'
import { readPort } from './brokers.ts'
import { type Child, startChild } from './child.ts'
import type { Cores } from './cores.ts'

export type ServiceOptions = {
  cores: Cores
  /** The compiled entry, e.g. dist/server/main.js. */
  program: string
  dataDir: string
  siteFile: string
  /** Writes a CPU profile of the main thread there when it ends. */
  profileDir?: string | undefined
}

export type Service = Child & {
  url: string
  mqttPort: number
  /** From the start of the process to its first `/health` of 200. */
  healthyAfterMs: number
}

/** The environment and the Node options of `npm start`: what is measured is what runs. */
function readStart(): { env: Record<string, string>; options: string[] } {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    scripts: { start: string }
  }
  const [, settings, options] = /((?:[A-Z_]+=\S+ )*)exec node (--.*) dist\/server\/main\.js$/.exec(scripts.start) ?? []
  if (settings === undefined || options === undefined) throw new Error('package.json: npm start is not understood')
  const pairs = settings.split(' ').filter((setting) => setting !== '')
  return { env: Object.fromEntries(pairs.map((setting) => setting.split('='))), options: options.split(' ') }
}

export async function startService({ cores, program, dataDir, siteFile, profileDir }: ServiceOptions): Promise<Service> {
  if (!existsSync(program)) throw new Error(`${program} does not exist: run npm run build:server`)
  const profiling = profileDir === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profileDir]
  const start = readStart()
  const env = {
    ...start.env,
    DATA_DIR: dataDir,
    SITE_FILE: siteFile,
    ADMIN_PASSWORD: adminPassword,
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: '0',
    MQTT_HOST: '127.0.0.1',
    MQTT_PORT: '0',
    LOG_LEVEL: 'warn'
  }
  const begun = performance.now()
  const child = await startChild(
    cores.onServerCore([process.execPath, ...start.options, ...profiling, program]),
    env,
    (output) => {
      const mqttPort = readPort(output)
      const httpPort = /http:\/\/[^:]+:(\d+)/.exec(output)?.[1]
      return mqttPort === undefined || httpPort === undefined ? undefined : { mqttPort, httpPort }
    }
  )
  const url = `http://127.0.0.1:${child.ready.httpPort}`
  const health = await fetch(`${url}/api/v1/health`)
  if (health.status !== 200) throw new Error(`the service started and is not healthy: ${await health.text()}`)
  return { ...child, url, mqttPort: child.ready.mqttPort, healthyAfterMs: performance.now() - begun }
}

export const journalOf = (dataDir: string): string => join(dataDir, 'journal.duckdb')

export async function logIn(url: string): Promise<string> {
  const { token } = await askJson<{ token: string }>(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: adminPassword })
  })
  return token
}

export const askAs = <Body>(token: string, url: string): Promise<Body> =>
  askJson<Body>(url, { headers: { authorization: `Bearer ${token}` } })

async function askJson<Body>(url: string, request: RequestInit): Promise<Body> {
  const response = await fetch(url, request)
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as Body
}

/** One of the totals at `/metrics`. */
export async function readMetric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]
  if (value === undefined) throw new Error(`/metrics has no ${name}`)
  return Number(value)
}
