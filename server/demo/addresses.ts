/** Under which addresses people of the same network reach this machine. */
import { hostname, networkInterfaces } from 'node:os'

const everywhere = new Set(['0.0.0.0', '::', ''])

/** The host to call ourselves by, for a setting that may mean every interface. */
export function ownHost(host: string): string {
  if (everywhere.has(host)) return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

/** Dashboard URLs, localhost first, then the machine's name and its IPv4 addresses. */
export function dashboardUrls(host: string, port: number): string[] {
  if (!everywhere.has(host)) return [`http://${ownHost(host)}:${port}/`]
  const addresses = Object.values(networkInterfaces())
    .flat()
    .flatMap((entry) => (entry && entry.family === 'IPv4' && !entry.internal ? [entry.address] : []))
  return ['localhost', hostname(), ...addresses].map((name) => `http://${name}:${port}/`)
}
