/** A PostgreSQL server of the test's own: a new cluster in a temporary folder, ended by its process id. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export type PostgresServer = {
  /** With a password, and without a database: append one. */
  url: string
  port: number
  start(): Promise<void>
  /** `fast` breaks off open connections and ends in order; `crash` ends at once and has to recover at the next start. */
  stop(how?: 'fast' | 'crash'): Promise<void>
  /** Stops all its processes where they stand, until `thaw`: connections stay open and nothing answers. */
  freeze(): { thaw(): void }
  remove(): Promise<void>
}

const password = 'pg-pass'
const minute = 60_000

/** Where Debian puts the newest version's programs, or undefined. */
export function findPostgres(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((one, other) => Number(other) - Number(one)) : []
  return versions.map((version) => join(root, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')))
}

/** `durable: false` leaves out the waiting for the disk: for tests in which the server is never cut off. */
export async function startPostgres(options: { durable: boolean }): Promise<PostgresServer> {
  const programs = findPostgres()
  if (programs === undefined) throw new Error('PostgreSQL is not installed (Debian package postgresql)')
  const folder = mkdtempSync(join(tmpdir(), 'wuxun-pg-'))
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password)
  const owner = serverUser()
  if (owner) for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid)
  const initialised = spawnSync(
    join(programs, 'initdb'),
    // A language that sorts otherwise than by bytes: what forgets to ask for byte order shows.
    [
      '-D',
      data,
      '-U',
      'wuxun',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--locale-provider=icu',
      '--icu-locale=en-US',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--no-sync'
    ],
    { cwd: folder, encoding: 'utf8', timeout: minute, ...owner }
  )
  if (initialised.status !== 0) throw new Error(`initdb failed: ${initialised.stderr}`)
  const port = await freePort()
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    const settings = [`port=${port}`, `unix_socket_directories=${folder}`, 'listen_addresses=127.0.0.1', 'max_connections=200']
    if (!options.durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
    const flags = settings.flatMap((setting) => ['-c', setting])
    const server = spawn(join(programs ?? '', 'postgres'), ['-D', data, ...flags], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...owner
    })
    child = server
    const printed: string[] = []
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: server.stderr }).on('line', (line) => {
        if (printed.length < 100) printed.push(line)
        if (line.includes('database system is ready to accept connections')) resolve()
      })
      server.once('exit', () => reject(new Error(`PostgreSQL ended: ${printed.join('\n')}`)))
    })
  }

  async function stop(how: 'fast' | 'crash' = 'fast'): Promise<void> {
    const server = child
    child = undefined
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    // With SIGKILL its children would live on for a moment and keep the next start from the data.
    server.kill(how === 'crash' ? 'SIGQUIT' : 'SIGINT')
    await ended
  }

  await start()
  return {
    url: `postgres://wuxun:${password}@127.0.0.1:${port}/`,
    port,
    start,
    stop,
    freeze() {
      const pids = child?.pid === undefined ? [] : [child.pid, ...childrenOf(child.pid)]
      for (const pid of pids) process.kill(pid, 'SIGSTOP')
      return {
        thaw() {
          for (const pid of pids) process.kill(pid, 'SIGCONT')
        }
      }
    },
    async remove() {
      await stop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const [, , uid, gid] = /^postgres:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0].split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

/** The servers of open connections, and those that work in the background. */
function childrenOf(parent: number): number[] {
  const text = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
