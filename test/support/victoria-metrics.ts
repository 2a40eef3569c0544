/** Debian's VictoriaMetrics as a process of its own, with its data in a folder that outlives it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const executablePath = '/usr/bin/victoria-metrics'

/** The gate installs it, so there the tests that need it must run. */
export const hasVictoriaMetrics = existsSync(executablePath) || process.env['CI'] !== undefined

export type VictoriaMetrics = {
  port: number
  /** `http://127.0.0.1:port` */
  url: string
  /** Runs it (again), on the same port and folder. */
  start(): Promise<void>
  /** SIGTERM: it saves what it has. */
  stop(): Promise<void>
  /** As a power cut would. */
  kill(): Promise<void>
  /** SIGSTOP: connections hang; SIGCONT lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
  /** Makes visible what was written a moment ago. */
  flush(): Promise<void>
  /** How many values of a series it has, and their times. */
  times(match: string): Promise<number[]>
  remove(): Promise<void>
}

export async function startVictoriaMetrics(): Promise<VictoriaMetrics> {
  const folder = mkdtempSync(join(tmpdir(), 'wuxun-victoria-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    const flags = ['-dedup.minScrapeInterval=1ms', '-search.latencyOffset=0s', '-retentionPeriod=5y', '-memory.allowedPercent=10']
    const started = spawn(executablePath, [`-storageDataPath=${folder}`, `-httpListenAddr=127.0.0.1:${port}`, ...flags], {
      stdio: ['ignore', 'ignore', 'pipe']
    })
    child = started
    const printed: string[] = []
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: started.stderr }).on('line', (line) => {
        printed.push(line)
        if (line.includes('pprof handlers are exposed')) resolve()
      })
      started.on('error', reject)
      started.on('exit', () => reject(new Error(`VictoriaMetrics ended: ${printed.slice(-5).join('\n')}`)))
    })
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child
    child = undefined
    if (!ending) return
    const ended = once(ending, 'exit')
    ending.kill('SIGCONT')
    ending.kill(signal)
    await ended
  }

  await start()
  return {
    port,
    url,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    signal: (name) => void child?.kill(name),
    async flush() {
      await (await fetch(`${url}/internal/force_flush`)).text()
    },
    async times(match) {
      const response = await fetch(`${url}/api/v1/export?match[]=${encodeURIComponent(match)}`)
      const lines = (await response.text()).split('\n').filter(Boolean)
      return lines.flatMap((line) => (JSON.parse(line) as { timestamps: number[] }).timestamps)
    },
    async remove() {
      await end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

/** Free a moment ago: it cannot choose one and say which. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
