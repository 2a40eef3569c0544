/**
 * Stands on the raw stream in front of the broker's parser and hands on complete, well-formed
 * packets only. aedes 1.2 itself collects any length that a stranger announces. Also holds a
 * sender back that is too fast, and tells an orderly goodbye from a lost connection.
 */
import type { Duplex } from 'node:stream'
import type { Budget } from './budget.ts'
import type { Bypass } from './bypass.ts'
import { answeredFaults, type Fault, type PacketCheck, packetTypes } from './packet-rules.ts'

export type PacketLimits = { beforeLoginBytes: number; afterLoginBytes: number }

export type GuardOptions = {
  limits: PacketLimits
  check: PacketCheck
  /** What this connection may send; an overdrawn one is read again when it has recovered. */
  budgets?: { messages: Budget; bytes: Budget }
  /** The first packet is there, whole. */
  introduced?(): void
  /** Told once, before the connection is ended for it. */
  refused?(reason: Fault | 'too large'): void
  heldBack?(): void
  /** Takes packets that need no broker out of what is handed on. */
  bypass?: Bypass
  /** ms, monotonic. */
  now: () => number
}

export type PacketGuard = {
  /** From now on the larger limit holds. */
  loggedIn(): void
  saidGoodbye(): boolean
  /** When the last packet was complete, in ms of `now`. */
  heardAt(): number
  /** True while the sender waits for its budget. */
  isHolding(): boolean
  /** The bypass has room again. */
  resume(): void
}

const maxLengthBytes = 4

export function guardPackets(stream: Duplex, options: GuardOptions): PacketGuard {
  const { limits, check, budgets, bypass, now } = options
  let limit = limits.beforeLoginBytes
  let introduced = false
  let goodbye = false
  let ended = false
  let heardAt = now()
  const rest = createRest()
  /** Bytes of the unfinished packet as far as its header tells, else 0. */
  let needed = 0
  /** How many of the bytes that wait the parser has already. */
  let passed = 0
  /** Complete packets in the chunk at hand. */
  let packets = 0
  let holding = false
  let isWanted = false
  /** The reader has asked and was told that there is nothing: it has begun with all that it was given before. */
  let isIdle = false
  /** So many of the bytes that wait for the reader are sifted already. */
  let ready = 0
  /** The source was told to pause, and that not by the stream. */
  let isStopped = false
  /** While true each packet is offered to the bypass; from the first that it leaves, all goes to the parser. */
  let isOffering = false
  /** Where the last packet that the bypass took ends. */
  let taken = 0

  /** Where the last complete packet ends; undefined when one of them ends the connection. */
  function inspect(bytes: Buffer, from: number): number | undefined {
    let at = from
    needed = 0
    while (at < bytes.length && !goodbye) {
      const first = bytes[at] ?? 0
      let start = at + 1
      let length = 0
      let byte = 0x80
      for (let shift = 0; byte & 0x80 && start < bytes.length; shift += 7) {
        if (shift === 7 * maxLengthBytes) return end('length')
        byte = bytes[start++] ?? 0
        length += (byte & 0x7f) << shift
      }
      const isLengthKnown = (byte & 0x80) === 0
      if (!isLengthKnown && start - at > maxLengthBytes) return end('length')
      if (isLengthKnown && length > limit) return end('too large')
      if (!isLengthKnown || start + length > bytes.length) {
        const fault = check.begun(first)
        if (fault) return end(fault)
        if (isLengthKnown) needed = start + length - at
        break
      }
      const fault = check.whole(bytes, first, start, start + length)
      if (fault) return end(fault)
      // What follows a DISCONNECT is not looked at: aedes would still take it.
      goodbye = first >> 4 === packetTypes.disconnect
      at = start + length
      packets++
      if (isOffering) {
        isOffering = first >> 4 === packetTypes.publish && bypass?.take(bytes, first, start, at) === true
        if (isOffering) taken = at
      }
    }
    return at
  }

  /**
   * What the parser gets of a chunk: the complete packets, without copying them. The begin of another goes along,
   * and a copy of it stays for the check; alone it waits, so that a sender of single bytes fills no list of them.
   */
  function sift(chunk: Buffer): Buffer | null {
    let bytes = chunk
    let from = 0
    let waited: Buffer | undefined
    const held = rest.size()
    taken = 0
    // What the parser has begun to read it must get to the end.
    const isBypassed = passed === 0 && bypass?.isOpen() === true
    isOffering = isBypassed
    if (held > 0) {
      if (held + chunk.length < needed) {
        rest.add(chunk, needed)
        return null
      }
      if (needed > 0) {
        from = needed - held
        const packet = rest.takeWith(chunk.subarray(0, from))
        if (inspect(packet, 0) === undefined) return null
        if (taken > 0) taken = from
        else if (passed < held) waited = packet.subarray(passed, held)
      } else bytes = rest.takeWith(chunk)
    }
    const complete = inspect(bytes, from)
    if (complete === undefined) return null
    const hasMore = complete < bytes.length && !goodbye
    const goesAlong = hasMore && complete > 0 && needed > 0 && !isBypassed
    if (hasMore) rest.add(bytes.subarray(complete), needed)
    passed = goesAlong ? bytes.length - complete : 0
    const whole = goesAlong || (complete === bytes.length && taken === 0) ? bytes : bytes.subarray(taken, complete)
    if (waited) return Buffer.concat([waited, whole])
    return whole.length > 0 ? whole : null
  }

  function end(reason: Fault | 'too large'): undefined {
    options.refused?.(reason)
    const code = reason === 'too large' ? undefined : answeredFaults[reason]
    if (code === undefined) stream.destroy(new Error(`against the protocol: ${reason}`))
    else stream.end(Buffer.from([0x20, 2, 0, code]), () => stream.destroy())
    ended = true
    return undefined
  }

  function hold(ms: number): void {
    if (ms <= 0) return
    holding = true
    options.heldBack?.()
    setTimeout(() => {
      holding = false
      readAgain()
    }, ms).unref()
  }

  function readAgain(): void {
    if (!isWanted || holding || stream.destroyed) return
    isWanted = false
    // The reader was told that there is nothing: tell it again.
    stream.emit('readable')
    if (!isStopped) return
    isStopped = false
    stream._read(stream.readableHighWaterMark)
  }

  /** Counts and sifts what has come. */
  function takeIn(chunk: Buffer): Buffer | null {
    packets = 0
    const sifted = sift(chunk)
    if (packets > 0) {
      heardAt = now()
      if (!introduced) {
        introduced = true
        options.introduced?.()
      }
    }
    if (budgets) hold(Math.max(budgets.messages.take(packets), budgets.bytes.take(chunk.length)))
    if (sifted) bypass?.flush()
    return sifted
  }

  /** Nothing waits for the reader, and it has begun nothing that the bypass may not overtake. */
  function isStraight(): boolean {
    if (!isIdle || holding || goodbye || ended || passed > 0 || stream.readableLength > 0) return false
    return bypass?.isOpen() === true && !bypass.isFull()
  }

  const push = stream.push.bind(stream)
  /** What the bypass takes need not be laid into the stream and taken out again, which costs more than the sifting. */
  stream.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (!(chunk instanceof Buffer) || !isStraight()) return push(chunk, encoding)
    const sifted = takeIn(chunk)
    if (sifted) {
      isIdle = false
      ready = sifted.length
      push(sifted)
    }
    isStopped = holding || bypass?.isFull() === true
    if (isStopped) isWanted = true
    return !isStopped
  }

  const read = stream.read.bind(stream)
  stream.read = (size?: number): Buffer | null => {
    // The stream's own way of asking its source: nobody takes what it returns.
    if (size === 0) return read(0)
    if (ready > 0) {
      const sifted = ready
      ready = 0
      return read(sifted)
    }
    if (holding || bypass?.isFull()) {
      isWanted = true
      return null
    }
    const chunk: Buffer | null = read(size)
    const sifted = !chunk || goodbye || ended ? null : takeIn(chunk)
    isIdle = sifted === null
    return sifted
  }

  return {
    loggedIn: () => {
      limit = limits.afterLoginBytes
    },
    saidGoodbye: () => goodbye,
    heardAt: () => heardAt,
    isHolding: () => holding,
    resume: readAgain
  }
}

/** Bytes of an unfinished packet: grows as they come, not to what a sender announces. */
function createRest() {
  let store = Buffer.alloc(0)
  let size = 0
  return {
    size: () => size,
    /** Copies: a few bytes must not keep the whole chunk in memory that they came with. */
    add(bytes: Buffer, needed: number): void {
      const wanted = size + bytes.length
      if (wanted > store.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(wanted, Math.min(needed, 2 * wanted)))
        store.copy(larger, 0, 0, size)
        store = larger
      }
      bytes.copy(store, size)
      size = wanted
    },
    takeWith(bytes: Buffer): Buffer {
      const all = Buffer.concat([store.subarray(0, size), bytes])
      store = Buffer.alloc(0)
      size = 0
      return all
    }
  }
}
