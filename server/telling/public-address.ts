/** Which addresses lie in the open Internet: all others are this machine, its network, or nobody's. Pure. */
import { BlockList, isIP } from 'node:net'

/** IPv4 blocks that are not globally reachable (IANA special-purpose registry, RFC 6890 and its updates). */
const closed = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4]
] as const) {
  closed.addSubnet(network, bits, 'ipv4')
}

/** IPv6 is open only in 2000::/3, less what carries an IPv4 address inside (Teredo, 6to4) or is for books. */
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')
const closed6 = new BlockList()
closed6.addSubnet('2001::', 23, 'ipv6')
closed6.addSubnet('2001:db8::', 32, 'ipv6')
closed6.addSubnet('2002::', 16, 'ipv6')
closed6.addSubnet('3fff::', 20, 'ipv6')

/** `address`: an IP address as DNS gives it. Anything else is not public. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !closed.check(address, 'ipv4')
  if (isIP(address) !== 6) return false
  return global6.check(address, 'ipv6') && !closed6.check(address, 'ipv6')
}
