/** Entry of `npm run certificate -- HOST [HOST…]`. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { makeCertificate } from './certificate/authority.ts'
import { canonicalHost } from './certificate/host.ts'
import { sayMade } from './certificate/say-made.ts'
import { loadConfig } from './config.ts'
import { SetupError } from './errors.ts'

const help = `npm run certificate -- HOST [HOST…]   a certificate for this machine, signed by an authority of its own in DATA_DIR/certificate
npm run certificate                   the same again for the same hosts, before it runs out
HOST: a name or IP address that browsers call this machine by. Prints the settings to use it, and how phones come to trust it.
`

function readHosts(texts: readonly string[]): string[] {
  return texts.map((text) => {
    const host = canonicalHost(text)
    if (host !== undefined) return host
    throw new SetupError(`expected a host name or an IP address, e.g. box.local or 192.168.1.10, got "${text}"`)
  })
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } }
  })
  if (values.help) {
    process.stdout.write(help)
    process.exit(0)
  }
  const config = loadConfig(process.env)
  const made = await makeCertificate({ dataDir: resolve(config.dataDir), hosts: readHosts(positionals), now: Date.now() })
  process.stdout.write(sayMade(made, config.http.port))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
