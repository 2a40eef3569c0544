/** One device = one MQTT client with credentials of its own, a will, and a memory for what could not be sent. */
import { connect, type MqttClient } from 'mqtt'
import { formatTopic } from '../gateway/topics.ts'

export type Device = {
  readonly id: string
  /** Connects and keeps reconnecting. Resolves with the first connection; rejects when the broker refuses the credentials. */
  start(): Promise<void>
  /** Queues a message, QoS 1; the oldest go first when more than the limit wait. */
  send(topic: string, payload: unknown): void
  /** Messages that are queued or under way. */
  unacknowledged(): number
  /** Resolves when at most `count` messages are unacknowledged. */
  drainedTo(count: number): Promise<void>
  /** Cuts the connection without DISCONNECT, so that the will goes out, and stays away until `restore`. */
  cut(): void
  restore(): void
  /** Waits up to `graceMs` for acknowledgements, then DISCONNECT. No will goes out. */
  stop(graceMs: number): Promise<void>
}

type DeviceOptions = {
  id: string
  password: string
  url: string
  site: string
  /** Whether it says online and offline (true): patrol readers have nothing to say but scans. */
  hasStatus?: boolean
  /** Publishes under way at a time (8): a controller has little memory, a load generator has more. */
  inFlight?: number
  /** What went wrong with the connection, one line; called once an outage. */
  onTrouble(message: string): void
}

type Message = { topic: string; payload: string }

const usualInFlight = 8
const memoryLimit = 20_000
const retryMs = 2_000
/** CONNACK codes 4 and 5: no retry mends wrong credentials. */
const refusedCodes = new Set([4, 5])

export function createDevice(options: DeviceOptions): Device {
  const { id, password, url, site, onTrouble, hasStatus = true, inFlight: inFlightLimit = usualInFlight } = options
  const statusTopic = formatTopic({ type: 'status', site, id })
  const waiting: Message[] = []
  const inFlight = new Set<Message>()
  const drainWaiters: { count: number; resolve: () => void }[] = []
  let client: MqttClient | undefined
  let retry: NodeJS.Timeout | undefined
  let wanted = false
  let troubled = false

  function settle(): void {
    const open = waiting.length + inFlight.size
    for (const waiter of drainWaiters.filter(({ count }) => open <= count)) {
      drainWaiters.splice(drainWaiters.indexOf(waiter), 1)
      waiter.resolve()
    }
  }

  function pump(): void {
    const current = client
    while (current?.connected && inFlight.size < inFlightLimit) {
      const message = waiting.shift()
      if (!message) break
      inFlight.add(message)
      current.publish(message.topic, message.payload, { qos: 1 }, (error) => {
        // After a lost connection the close handler has put it back already.
        if (error || !inFlight.delete(message)) return
        settle()
        pump()
      })
    }
  }

  function takeBack(): void {
    waiting.unshift(...inFlight)
    inFlight.clear()
  }

  function open(onFirst?: { resolve: () => void; reject: (error: Error) => void }): void {
    const attempt = connect(url, {
      clientId: id,
      username: id,
      password,
      clean: true,
      keepalive: 20,
      connectTimeout: 10_000,
      // Reconnecting is done here: what was not acknowledged goes back to the front of the queue.
      reconnectPeriod: 0,
      ...(hasStatus && { will: { topic: statusTopic, payload: Buffer.from('offline'), qos: 1, retain: true } })
    })
    client = attempt
    attempt.on('connect', () => {
      troubled = false
      if (hasStatus) attempt.publish(statusTopic, 'online', { qos: 1, retain: true })
      onFirst?.resolve()
      pump()
    })
    attempt.on('error', (error: Error & { code?: number | string }) => {
      if (typeof error.code === 'number' && refusedCodes.has(error.code)) {
        const refusal = new Error(`the broker refuses the credentials of device ${id}`)
        if (onFirst) return onFirst.reject(refusal)
      }
      if (!troubled) onTrouble(`${id}: ${url}: ${error.message || error.code}`)
      troubled = true
    })
    attempt.on('close', () => {
      if (client !== attempt) return
      takeBack()
      if (wanted) retry = setTimeout(() => open(onFirst), retryMs)
    })
  }

  return {
    id,
    start() {
      wanted = true
      return new Promise((resolve, reject) => open({ resolve, reject }))
    },
    send(topic, payload) {
      waiting.push({ topic, payload: JSON.stringify(payload) })
      if (waiting.length > memoryLimit) waiting.shift()
      pump()
    },
    unacknowledged: () => waiting.length + inFlight.size,
    drainedTo(count) {
      return new Promise((resolve) => {
        drainWaiters.push({ count, resolve })
        settle()
      })
    },
    cut() {
      wanted = false
      clearTimeout(retry)
      client?.end(true)
      takeBack()
    },
    restore() {
      if (wanted) return
      wanted = true
      open()
    },
    async stop(graceMs) {
      wanted = false
      clearTimeout(retry)
      if (!client?.connected) {
        client?.end(true)
        return
      }
      let patience: NodeJS.Timeout | undefined
      await Promise.race([
        this.drainedTo(0),
        new Promise<void>((resolve) => {
          patience = setTimeout(resolve, graceMs)
        })
      ])
      clearTimeout(patience)
      // Forgotten publishes would keep `end` waiting for their acknowledgement.
      for (const messageId of Object.keys(client.outgoing)) client.removeOutgoingMessage(Number(messageId))
      await client.endAsync()
    }
  }
}
