/** What `npm run certificate` prints. Pure. */
import type { Language } from '../contract/telling.ts'
import type { Made } from './authority.ts'
import { trustWords } from './trust-words.ts'

/** `httpPort`: of the settings, where the phones will find the page. */
export function sayMade({ authority, isFirst, hosts, certFile, keyFile, validTo }: Made, httpPort: number): string {
  const [host = 'localhost'] = hosts
  const shown = host.includes(':') ? `[${host}]` : host
  const page = `https://${shown}${httpPort === 443 ? '' : `:${httpPort}`}/trust`
  const until = new Date(validTo).toISOString().slice(0, 10)
  return `certificate for ${hosts.join(', ')}, valid until ${until}: run this again before, phones go on trusting it
authority ${authority.name}${isFirst ? ', new: every phone has to be taught once to trust it' : ', the same as before'}
SHA-256 ${authority.fingerprint}

settings, the last one only for devices that speak MQTT over TLS:
TLS_CERT=${certFile}
TLS_KEY=${keyFile}
MQTT_TLS_PORT=8883

A service that runs with these settings reads a renewed certificate on SIGHUP.
${stepsIn('zh', page)}${stepsIn('en', page)}`
}

function stepsIn(language: Language, page: string): string {
  const { title, android, ios, after } = trustWords[language]
  const steps = [android, ios].map(
    (phone) => `${phone.title}\n${phone.steps.map((step, index) => `  ${index + 1}. ${step}`).join('\n')}\n`
  )
  return `\n${title}  ${page}\n${steps.join('')}${after}\n`
}
