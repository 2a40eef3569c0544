/** The site's wall clock, for daily patterns. */
import { IANAZone } from 'luxon'

export type SiteClock = {
  /** 0 ≤ hour < 24, with fractions, in the site's zone. */
  hour(t: number): number
  /** Whole days since 1970 in the site's zone. */
  day(t: number): number
}

const hourMs = 3_600_000

/** Throws when the zone is unknown. */
export function createSiteClock(timezone: string): SiteClock {
  const zone = IANAZone.create(timezone)
  if (!zone.isValid) throw new Error(`unknown timezone: ${timezone}`)
  // Offsets change on a full hour at the earliest, and asking Intl each second costs more than all models.
  let cachedHour = Number.NaN
  let offsetMs = 0
  function local(t: number): number {
    const hour = Math.floor(t / hourMs)
    if (hour !== cachedHour) {
      cachedHour = hour
      offsetMs = zone.offset(hour * hourMs) * 60_000
    }
    return t + offsetMs
  }
  return {
    hour: (t) => (local(t) % (24 * hourMs)) / hourMs,
    day: (t) => Math.floor(local(t) / (24 * hourMs))
  }
}
