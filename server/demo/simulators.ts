/** The simulators as a child process: a real field beside the service, reached over MQTT only. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Simulators = {
  /** Resolves when the history is sent and live values flow; rejects when the process ends before. */
  start(): Promise<void>
  /** One scripted fault, `name:equipment[:delay[:duration]]`. */
  play(fault: string): void
  /** Lets them say DISCONNECT; resolves when the process is gone. */
  stop(): Promise<void>
}

type SimulatorsOptions = {
  mqttUrl: string
  siteFile: string
  /** Where the plant's state is kept between runs; the history begins where it ended. */
  stateFile: string
  backfill: string
  /** Guards that walk: where they tell it, and the keys of the tags they touch. */
  guards: { url: string; tagsFile: string }
  /** Names or files; their times count from live running. */
  scenarios: readonly string[]
  report: (message: string) => void
}

const restartMs = 3_000
const patienceMs = 4_000
/** Compiled beside us, or the source when we run from source. */
const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const program = fileURLToPath(new URL(`../../simulators/main.${suffix}`, import.meta.url))

export function createSimulators(given: SimulatorsOptions): Simulators {
  const { mqttUrl, siteFile, stateFile, backfill, guards, scenarios, report } = given
  const options = ['--url', mqttUrl, '--site', siteFile, '--state', stateFile, '--backfill', backfill, '--exit-with-parent']
  options.push('--guards', guards.url, '--tags', guards.tagsFile)
  options.push(...scenarios.flatMap((scenario) => ['--scenario', scenario]))
  let child: ChildProcess | undefined
  let stopping = false
  let restart: NodeJS.Timeout | undefined

  function launch(): Promise<void> {
    const started = spawn(process.execPath, [...process.execArgv, program, ...options], { stdio: ['pipe', 'pipe', 'inherit'] })
    child = started
    // A child that is just ending breaks the pipe; its `exit` tells the story.
    started.stdin?.on('error', () => undefined)
    return new Promise((resolve, reject) => {
      let running = false
      createInterface({ input: started.stdout }).on('line', (line) => {
        if (!line.includes('"event":"running"')) return
        running = true
        resolve()
      })
      started.on('error', reject)
      started.on('exit', (code, signal) => {
        child = undefined
        if (!running) return reject(new Error(`the simulators ended before they ran (${signal ?? code})`))
        if (stopping) return
        report(`the simulators ended (${signal ?? code}); starting them again`)
        restart = setTimeout(() => launch().catch((error: unknown) => report(String(error))), restartMs)
      })
    })
  }

  return {
    start: launch,
    play(fault) {
      child?.stdin?.write(`fault ${fault}\n`)
    },
    async stop() {
      stopping = true
      clearTimeout(restart)
      const running = child
      if (!running) return
      await new Promise<void>((resolve) => {
        const impatience = setTimeout(() => running.kill('SIGKILL'), patienceMs)
        running.on('exit', () => {
          clearTimeout(impatience)
          resolve()
        })
        running.kill('SIGTERM')
      })
    }
  }
}
