/** Who may subscribe to what: a device sees its own topics and nothing else. */
import type { Identity } from './register.ts'
import { isWithin, plainFilter } from './topics.ts'

/** `$share/…` is judged by the filter inside it; `$SYS` and other broker topics are nobody's. */
export function maySubscribe(identity: Identity, filter: string, site: string): boolean {
  const wanted = plainFilter(filter)
  if (wanted === '' || wanted.startsWith('$')) return false
  return ownFilters(identity, site).some((own) => isWithin(wanted, own))
}

function ownFilters(identity: Identity, site: string): string[] {
  if (identity.equipment === 'all') return [`facility/${site}/#`, ...identity.topics]
  const own = [...identity.equipment, identity.id].map((id) => `facility/${site}/${id}/#`)
  if (identity.kind === 'reader') own.push(`facility/${site}/patrol/${identity.id}/#`)
  return [...own, ...identity.topics]
}
