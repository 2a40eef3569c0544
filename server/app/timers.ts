/** The one timer of the service: whoever has something to do by itself is asked from here. */
export type TimersOptions = {
  /** Asked ten times a second. */
  often: readonly (() => unknown)[]
  /** Asked once a second. */
  eachSecond: readonly (() => unknown)[]
}

const tickMs = 100
const secondTicks = 10

/** @returns a way to stop it */
export function startTimers({ often, eachSecond }: TimersOptions): () => void {
  let ticks = 0
  const timer = setInterval(() => {
    for (const ask of often) ask()
    if (ticks++ % secondTicks !== 0) return
    for (const ask of eachSecond) ask()
  }, tickMs)
  return () => clearInterval(timer)
}
