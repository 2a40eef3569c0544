/** What the doors count, for `/metrics`: totals since the start, no name of a device in them. */

/** Why a connection was refused or ended by us: a CONNACK code, or what it did. */
export type RefusalReason =
  | 'code 1'
  | 'code 2'
  | 'code 3'
  | 'code 4'
  | 'code 5'
  | 'connect rate'
  | 'too many connections'
  | 'no CONNECT'
  | 'foreign origin'
  | 'malformed'
  | 'too large'
  | 'silent'
  | 'does not read'

export type GatewayFigures = {
  connections: number
  /** Connections that said CONNECT. */
  connects: number
  refused: Readonly<Partial<Record<RefusalReason, number>>>
  receivedBytes: number
  sentBytes: number
  /** Times that a sender had to wait. */
  heldBack: number
  subscriptions: number
}

export function createTally() {
  const refused = new Map<RefusalReason, number>()
  return {
    connects: 0,
    heldBack: 0,
    receivedBytes: 0,
    sentBytes: 0,
    refuse(reason: RefusalReason): void {
      refused.set(reason, (refused.get(reason) ?? 0) + 1)
    },
    refused: (): GatewayFigures['refused'] => Object.fromEntries(refused)
  }
}

export type Tally = ReturnType<typeof createTally>
