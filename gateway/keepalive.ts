/**
 * Ends a connection that was silent for one and a half times its keepalive [MQTT-3.1.2-24].
 * aedes counts the time in which it does not read, too: a device held back, or waiting for a
 * slow commit, would be thrown out although it pings.
 */
export type KeepaliveOptions = {
  /** s, from CONNECT; 0: none. */
  seconds: number
  /** ms of `now` */
  heardAt(): number
  /** True while it is we who do not listen. */
  isBusy(): boolean
  /** ms, monotonic */
  now(): number
  lost(): void
}

/** Returns how to stop it. */
export function watchKeepalive({ seconds, heardAt, isBusy, now, lost }: KeepaliveOptions): () => void {
  if (seconds === 0) return () => undefined
  const patienceMs = seconds * 1500
  let busyAt = 0
  let wasBusy = false
  let timer = setTimeout(look, patienceMs, false).unref()
  let confirmation: NodeJS.Immediate | undefined

  function timeLeft(): number {
    const busy = isBusy()
    // Nobody said when we began to listen again: the whole patience counts from when it is seen.
    if (busy || wasBusy) busyAt = now()
    wasBusy = busy
    return Math.max(heardAt(), busyAt) + patienceMs - now()
  }

  /** Set again only when it runs out: a packet costs no timer. `isSecond`: what lay unread in the socket has been read. */
  function look(isSecond: boolean): void {
    const left = timeLeft()
    if (left > 0) timer = setTimeout(look, left, false).unref()
    else if (isSecond) lost()
    // When this process was held up, a ping may lie there.
    else confirmation = setImmediate(look, true)
  }

  return () => {
    clearTimeout(timer)
    clearImmediate(confirmation)
  }
}
