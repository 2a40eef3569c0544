/** What the service is measured against: brokers that only acknowledge. */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Child, startChild } from './child.ts'
import type { Cores } from './cores.ts'
import { openLine } from './mqtt-line.ts'

export type Broker = Pick<Child, 'cpuMs'> & { mqttPort: number; stop(): Promise<unknown> }

const project = fileURLToPath(new URL('../..', import.meta.url))
const mosquittoPaths = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/usr/bin/mosquitto']

export async function startBareAedes(cores: Cores): Promise<Broker> {
  const script = ['--import', join(project, '.ci/typescript-threads.mjs'), join(project, 'test/bench/bare-aedes.ts')]
  const child = await startChild(cores.onServerCore([process.execPath, ...script]), {}, readPort)
  return toBroker(child.ready, child)
}

/** undefined when it is not installed. With one subscriber, as without any it would throw everything away unread. */
export async function startMosquitto(cores: Cores, folder: string): Promise<Broker | undefined> {
  const program = mosquittoPaths.find((path) => existsSync(path))
  if (!program) return undefined
  const port = await freePort()
  const config = join(folder, 'mosquitto.conf')
  await writeFile(config, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nset_tcp_nodelay true\n`)
  const child = await startChild(cores.onServerCore([program, '-c', config]), {}, (output) => /running/.exec(output)?.[0])
  const subscriber = await openLine({ port, clientId: 'idle-subscriber' })
  await subscriber.subscribe('facility/#')
  return toBroker(port, child, subscriber.close)
}

function toBroker(port: number, child: Child, before: () => void = () => undefined): Broker {
  return {
    mqttPort: port,
    cpuMs: child.cpuMs,
    async stop() {
      before()
      await child.stop()
    }
  }
}

export function readPort(output: string): number | undefined {
  const port = /mqtt port (\d+)/.exec(output)?.[1]
  return port === undefined ? undefined : Number(port)
}

/** Free a moment ago; only for programs that cannot choose one themselves. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
