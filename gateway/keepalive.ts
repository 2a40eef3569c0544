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
  // Set again only when it runs out: a packet costs no timer.
  const look = () => {
    if (isBusy()) busyAt = now()
    const left = Math.max(heardAt(), busyAt) + patienceMs - now()
    if (left <= 0) return lost()
    timer = setTimeout(look, left).unref()
  }
  let timer = setTimeout(look, patienceMs).unref()
  return () => clearTimeout(timer)
}
