/**
 * QoS 2 messages between PUBLISH and PUBREL. aedes asks for permission, which is where we store, before it looks
 * whether it has the message already: one sent again would be stored again, and without `ts` count twice [MQTT-4.3.3-2].
 */
type Answer = (error: Error | null, divert: boolean) => void
type Exchange = { divert: boolean | undefined; waiting: Answer[] }

export type Exchanges = {
  /** Lets `work` happen once an exchange; its answer is everybody's who sends the same meanwhile. A failure ends it. */
  once(message: { clientId: string; messageId: number }, work: (done: Answer) => void, answer: Answer): void
  /** Follows the ends of exchanges and of sessions, as the broker's store learns of them. */
  watch(store: IncomingStore): void
}

/** The part of aedes' persistence that is used here; aedes does not declare it. */
export type IncomingStore = {
  incomingGetPacket(client: { id: string }, packet: { cmd: string; messageId: number }): Promise<unknown>
  cleanIncoming(client: { id: string }): Promise<unknown>
}

export function createExchanges(): Exchanges {
  const sessions = new Map<string, Map<number, Exchange>>()

  function end(clientId: string, messageId: number): void {
    const open = sessions.get(clientId)
    if (open?.delete(messageId) && open.size === 0) sessions.delete(clientId)
  }

  return {
    once({ clientId, messageId }, work, answer) {
      const open = sessions.get(clientId) ?? new Map<number, Exchange>()
      const known = open.get(messageId)
      if (known?.divert !== undefined) return answer(null, known.divert)
      if (known) {
        known.waiting.push(answer)
        return
      }
      const exchange: Exchange = { divert: undefined, waiting: [answer] }
      sessions.set(clientId, open.set(messageId, exchange))
      work((error, divert) => {
        if (!error) exchange.divert = divert
        // A new session of this id may have begun meanwhile: its exchanges are others.
        else if (sessions.get(clientId)?.get(messageId) === exchange) end(clientId, messageId)
        for (const tell of exchange.waiting.splice(0)) tell(error, divert)
      })
    },

    watch(store) {
      const get = store.incomingGetPacket.bind(store)
      const clean = store.cleanIncoming.bind(store)
      // Asked at a PUBLISH and at a PUBREL, whether the store has the message or not.
      store.incomingGetPacket = (client, packet) => {
        if (packet.cmd === 'pubrel') end(client.id, packet.messageId)
        return get(client, packet)
      }
      store.cleanIncoming = (client) => {
        sessions.delete(client.id)
        return clean(client)
      }
    }
  }
}
