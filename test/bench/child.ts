/** A program under test as a child process: started, measured through /proc, stopped by its pid. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

export type Child = {
  pid: number
  /** Resident memory in bytes, of all its threads. */
  memory(): number
  /** Processor time used so far in ms, by all its threads. */
  cpuMs(): number
  /** SIGTERM, then SIGKILL after 15 s. Resolves with how long it took in ms; rejects when it did not end by itself. */
  stop(): Promise<number>
}

const startMs = 20_000
/** USER_HZ is 100 on every Linux that Node runs on. */
const tickMs = 10
const stopMs = 15_000
const running = new Set<ChildProcess>()

/** Whatever way the benchmark ends, nothing it started stays behind. */
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Resolves when `ready` finds in the output what it waits for; rejects with the output when the program ends before. */
export async function startChild<Ready>(
  command: readonly string[],
  env: Record<string, string>,
  ready: (output: string) => Ready | undefined
): Promise<Child & { ready: Ready }> {
  const [program = '', ...args] = command
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  const exited = once(child, 'exit').then(([code, signal]) => {
    running.delete(child)
    return { code, signal } as { code: number | null; signal: string | null }
  })
  let output = ''
  const found = new Promise<Ready>((resolve) => {
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-10_000)
      const result = ready(output)
      if (result !== undefined) resolve(result)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
  })
  const tooLate = delay(startMs, undefined, { ref: false }).then(() => 'is not ready')
  const ended = exited.then(({ code, signal }) => `ended with ${code ?? signal}`)
  const outcome = await Promise.race([found.then((value) => ({ value })), tooLate, ended])
  if (typeof outcome === 'string') throw new Error(`${command.join(' ')} ${outcome}:\n${output}`)
  const pid = child.pid ?? 0

  return {
    pid,
    ready: outcome.value,
    memory() {
      const kilobytes = /^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      return Number(kilobytes) * 1024
    },
    cpuMs() {
      // After the name in brackets, which may hold anything: fields 3 and up, of which 14 and 15 are ticks in user and system.
      const fields = /\) (.*)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) * tickMs
    },
    async stop() {
      const begun = performance.now()
      child.kill('SIGTERM')
      const end = await Promise.race([exited, delay(stopMs, undefined, { ref: false })])
      if (!end) {
        child.kill('SIGKILL')
        await exited
        throw new Error(`${command.join(' ')} did not end within ${stopMs} ms of SIGTERM:\n${output}`)
      }
      return performance.now() - begun
    }
  }
}
