/** Under which names a browser may call the box. Pure. */
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'

/** Labels of letters, digits and hyphens (RFC 1123, 2.1); a browser takes no other in a certificate. */
const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/

/** As browsers write it: lower case, IDN as `xn--…`, IPv6 shortened and without brackets; undefined for what is no host. */
export function canonicalHost(text: string): string | undefined {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  if (isIP(bare) === 4) return bare
  if (isIP(bare) === 6) return bare.includes('%') ? undefined : new URL(`http://[${bare}]/`).hostname.slice(1, -1)
  const name = domainToASCII(text)
  // Digits alone at the end are taken for an address that was mistyped.
  return hostName.test(name) && !/(^|\.)\d+$/.test(name) ? name : undefined
}
