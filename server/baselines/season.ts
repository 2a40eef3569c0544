/** Which of the 48 seasons a time falls into: the hour of a weekday, or of a weekend's day, on the site's clock. */
import { IANAZone } from 'luxon'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** 0–23 on weekdays, 24–47 on Saturdays and Sundays. Throws when the zone is unknown. */
export function createSeasons(timezone: string): (ts: number) => number {
  const zone = IANAZone.create(timezone)
  if (!zone.isValid) throw new Error(`unknown timezone: ${timezone}`)
  // Offsets change on a quarter of an hour at the finest, and asking Intl is dear.
  let quarter = Number.NaN
  let offsetMs = 0
  return (ts) => {
    const asked = Math.floor(ts / (hourMs / 4))
    if (asked !== quarter) {
      quarter = asked
      offsetMs = zone.offset(ts) * 60_000
    }
    const local = ts + offsetMs
    // 1970-01-01 was a Thursday.
    const weekday = (Math.floor(local / dayMs) + 3) % 7
    return (weekday >= 5 ? 24 : 0) + Math.floor((local % dayMs) / hourMs)
  }
}
