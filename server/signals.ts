/** Stops in order on SIGTERM and SIGINT; a second signal, or 10 s, ends it at once. */
const patienceMs = 10_000

export function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false
  const onSignal = () => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(1), patienceMs).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`stopping failed: ${error instanceof Error ? error.message : String(error)}\n`)
        process.exit(1)
      }
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

/** Without it SIGHUP ends the process, as it should where there is nothing to read again. */
export function reloadOnHangup(reload: () => void): void {
  process.on('SIGHUP', reload)
}
