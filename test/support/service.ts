/** The real service as a process of its own, on free ports, with a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { postgresServer } from './databases.ts'
import { createPostgresDatabase, dropPostgresDatabase } from './postgres-databases.ts'

export const adminPassword = 'admin-password'
/** The compiled entry, which serves the built pages: `script` of tests in the browser. */
export const builtService = new URL('../../dist/server/main.js', import.meta.url)

export type ServiceOptions = {
  /** null: no site file at all. */
  site: string | null
  /** Left out: a new one, removed by `remove`. */
  dataDir?: string
  /** Instead of the program under test: in `npm test` the built one, as users run it, else server/main.ts. */
  script?: URL
  env?: Record<string, string>
}

export type Service = {
  httpPort: number
  mqttPort: number
  dataDir: string
  url: string
  /** Of user admin, when none was given and this is the first start; else it never comes. */
  passwordShown: Promise<string>
  process: ChildProcess
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  remove(): Promise<void>
  login(username: string, password: string): Promise<Api>
}

export type Api = {
  token: string
  get<Body>(path: string): Promise<Body>
  post(path: string, body?: unknown): Promise<{ status: number; body: unknown }>
  send<Body>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<{ status: number; body: Body }>
}

const loader = fileURLToPath(new URL('../../.ci/typescript-threads.mjs', import.meta.url))
const entry = new URL(`../../${process.env['TEST_PROGRAM'] ?? 'server/main.ts'}`, import.meta.url)

/** In a run on PostgreSQL: the database of each data folder, so that a service started again finds its own. */
const databases = new Map<string, string>()

async function databaseEnv(dataDir: string): Promise<{ DATABASE_URL?: string }> {
  const server = postgresServer()
  if (server === undefined) return {}
  const known = databases.get(dataDir) ?? (await createPostgresDatabase(server))
  databases.set(dataDir, known)
  return { DATABASE_URL: known }
}

/** Runs it without waiting for it to be up: for starts that are expected to fail. */
export async function spawnService({
  site,
  dataDir = mkdtempSync(join(tmpdir(), 'wuxun-')),
  script = entry,
  env = {}
}: ServiceOptions) {
  const siteFile = join(dataDir, 'site.yaml')
  if (site !== null) writeFileSync(siteFile, site)
  const program = fileURLToPath(script)
  const child = spawn(process.execPath, program.endsWith('.ts') ? ['--import', loader, program] : [program], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      SITE_FILE: site === null ? '' : siteFile,
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: '0',
      MQTT_HOST: '127.0.0.1',
      MQTT_PORT: '0',
      ADMIN_PASSWORD: adminPassword,
      LOG_LEVEL: 'error',
      ...('DATABASE_URL' in env ? {} : await databaseEnv(dataDir)),
      ...env
    },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  return { child, dataDir }
}

/** Resolves when the service says where it listens; rejects with what it printed when it ends before. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { child, dataDir } = await spawnService(options)
  const printed: string[] = []
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()))
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const passwordShown = new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      const match = /user admin, password (\S+)/.exec(line)
      if (match?.[1]) resolve(match[1])
    })
  })
  const ports = await new Promise<{ httpPort: number; mqttPort: number }>((resolve, reject) => {
    lines.on('line', (line) => {
      printed.push(`${line}\n`)
      const match = /localhost:(\d+)\/ +mqtt port (\d+)/.exec(line)
      if (match) resolve({ httpPort: Number(match[1]), mqttPort: Number(match[2]) })
    })
    ended.then(() => reject(new Error(`the service ended: ${printed.join('')}`)), reject)
  })
  const url = `http://127.0.0.1:${ports.httpPort}`

  return {
    ...ports,
    dataDir,
    url,
    passwordShown,
    process: child,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
      return child.exitCode
    },
    async remove() {
      rmSync(dataDir, { recursive: true, force: true })
      const database = databases.get(dataDir)
      databases.delete(dataDir)
      if (database !== undefined) await dropPostgresDatabase(database)
    },
    login: (username, password) => login(url, username, password)
  }
}

async function login(url: string, username: string, password: string): Promise<Api> {
  const json = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ username, password })
  })
  if (!answer.ok) throw new Error(`login failed: ${answer.status} ${await answer.text()}`)
  const { token } = (await answer.json()) as { token: string }
  const authorization = `Bearer ${token}`
  return {
    token,
    async get<Body>(path: string) {
      const response = await fetch(`${url}/api/v1${path}`, { headers: { authorization } })
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`)
      return (await response.json()) as Body
    },
    async send<Body>(method: string, path: string, body?: unknown) {
      const init = body === undefined ? {} : { body: JSON.stringify(body) }
      const headers = body === undefined ? { authorization } : { authorization, ...json }
      const response = await fetch(`${url}/api/v1${path}`, { method, headers, ...init })
      const text = await response.text()
      return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Body }
    },
    async post(path, body) {
      const init =
        body === undefined ? { headers: { authorization } } : { headers: { authorization, ...json }, body: JSON.stringify(body) }
      const response = await fetch(`${url}/api/v1${path}`, { method: 'POST', ...init })
      return { status: response.status, body: await response.json() }
    }
  }
}
