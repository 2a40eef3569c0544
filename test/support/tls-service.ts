/** The real service with TLS on both doors. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { spawnService } from './service.ts'

export type TlsService = {
  httpPort: number
  mqttPort: number
  mqttTlsPort: number
  process: ChildProcess
  /** The next line of its log that has this text. */
  nextLogLine(text: string): Promise<string>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  remove(): void
}

export async function startTlsService(options: {
  site: string
  files: { certFile: string; keyFile: string }
  dataDir?: string
}): Promise<TlsService> {
  const { certFile, keyFile } = options.files
  const { child, dataDir } = await spawnService({
    site: options.site,
    ...(options.dataDir !== undefined && { dataDir: options.dataDir }),
    env: { TLS_CERT: certFile, TLS_KEY: keyFile, MQTT_TLS_PORT: '0' }
  })
  const printed: string[] = []
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()))
  const lines = createInterface({ input: child.stdout })
  const nextLine = (test: (line: string) => RegExpExecArray | null) =>
    new Promise<RegExpExecArray>((resolve) => {
      const look = (line: string) => {
        printed.push(`${line}\n`)
        const match = test(line)
        if (!match) return
        lines.off('line', look)
        resolve(match)
      }
      lines.on('line', look)
    })
  const ended = once(child, 'exit')
  const address = /https:\/\/localhost:(\d+)\/ +mqtt port (\d+) +mqtt over TLS port (\d+)/
  const match = await Promise.race([
    nextLine((line) => address.exec(line)),
    ended.then(() => {
      throw new Error(`the service ended: ${printed.join('')}`)
    })
  ])
  const [httpPort = 0, mqttPort = 0, mqttTlsPort = 0] = match.slice(1).map(Number)
  return {
    httpPort,
    mqttPort,
    mqttTlsPort,
    process: child,
    nextLogLine: async (text) => (await nextLine((line) => new RegExp(`.*${text}.*`).exec(line)))[0],
    async stop() {
      child.kill('SIGTERM')
      await ended
      return child.exitCode
    },
    remove: () => rmSync(dataDir, { recursive: true, force: true })
  }
}
