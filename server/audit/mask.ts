/** What was sent, fit to be kept for years: no secrets, bounded. Pure. */

const secretName =
  /pass(word|wd)?|secret|token|credential|authorization|cookie|(api|private)[-_]?key|^auth$|^key$|^old$|^new$|^headers$/i
const address = /^[a-z][a-z0-9+.-]*:\/\//i

const longestText = 200
const mostMembers = 50
const deepest = 6
/** Of the whole, as JSON. */
const mostBytes = 8 * 1024

export const masked = '***'

export function isSecretName(name: string): boolean {
  return secretName.test(name)
}

/** Plain JSON of what was sent; undefined when there was nothing that could be kept, such as a stream. */
export function toKeepable(sent: unknown): unknown {
  const kept = keep(sent, 0)
  if (kept === undefined || Buffer.byteLength(JSON.stringify(kept)) <= mostBytes) return kept
  return typeof kept === 'object' && kept !== null ? { cut: Object.keys(kept) } : undefined
}

function keep(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return keepText(value)
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  if (typeof value !== 'object' || depth === deepest) return undefined
  if (Array.isArray(value)) return value.slice(0, mostMembers).map((each) => keep(each, depth + 1) ?? null)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return undefined
  const members = Object.entries(value).slice(0, mostMembers)
  return Object.fromEntries(
    members.map(([name, member]) => [name, isSecretName(name) && member !== null ? masked : keep(member, depth + 1)])
  )
}

/** Webhooks and brokers carry their secrets in the address: only its host is kept. */
function keepText(text: string): string {
  if (!address.test(text)) return text.length > longestText ? `${text.slice(0, longestText)}…` : text
  if (!URL.canParse(text)) return masked
  const { protocol, host, pathname, search, username } = new URL(text)
  const isBare = (pathname === '' || pathname === '/') && search === '' && username === ''
  return `${protocol}//${host}${isBare ? '' : `/${masked}`}`
}
