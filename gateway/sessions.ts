/**
 * Which user name owns a client id. A session belongs to (user name, client id): an id
 * in use by another name is refused, or a stranger could take over somebody's session.
 */
export type SessionOwners = {
  /** Claims the id for the name; false when it is another's. */
  claim(clientId: string, owner: string): boolean
  /** Frees the id when its session ended with its connection. */
  release(session: { clientId: string; clean: boolean }): void
}

export function createSessionOwners(): SessionOwners {
  const owners = new Map<string, { owner: string; connections: number }>()
  return {
    claim(clientId, owner) {
      const known = owners.get(clientId)
      if (known && known.owner !== owner) return false
      owners.set(clientId, { owner, connections: (known?.connections ?? 0) + 1 })
      return true
    },
    release({ clientId, clean }) {
      const known = owners.get(clientId)
      if (!known) return
      known.connections--
      // A takeover claims before the older connection is released: only the last one out frees the id.
      if (known.connections <= 0 && clean) owners.delete(clientId)
    }
  }
}
