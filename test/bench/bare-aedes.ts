/** The reference: aedes alone, as the gateway sets it up, storing and judging nothing. */
import { createServer } from 'node:net'
import { Aedes } from 'aedes'

const broker = new Aedes({ concurrency: 0 })
await broker.listen()
const server = createServer({ noDelay: true }, broker.handle)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address) process.stdout.write(`mqtt port ${address.port}\n`)
})
process.on('SIGTERM', () => process.exit(0))
