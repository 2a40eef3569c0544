/** Times are told as the site's clocks show them, wherever the browser is. */

export type ClockParts = { year: number; month: number; day: number; hour: number; minute: number; second: number }

let zone: string | undefined
let reader = createReader(undefined)

function createReader(timeZone: string | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
    ...(timeZone !== undefined && { timeZone })
  })
}

/** Before it is known, and where this browser does not know it, the browser's own zone stands in. */
export function setSiteZone(timezone: string | undefined): void {
  if (timezone === zone) return
  zone = timezone
  try {
    reader = createReader(timezone)
  } catch {
    reader = createReader(undefined)
  }
}

/** What the site's calendar and clock show; `month` from 1. */
export function toSiteParts(ms: number): ClockParts {
  const parts: ClockParts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }
  for (const { type, value } of reader.formatToParts(ms)) if (type in parts) parts[type as keyof ClockParts] = Number(value)
  return parts
}

/** A Date whose local fields are the site's: for uPlot, which looks for whole hours and days by them. */
export function toSiteDate(ms: number): Date {
  const { year, month, day, hour, minute, second } = toSiteParts(ms)
  return new Date(year, month - 1, day, hour, minute, second, ms % 1000)
}

/** `YYYY-MM-DDTHH:mm` on the site's clock, for a datetime-local input. */
export function toSiteInput(ms: number): string {
  const { year, month, day, hour, minute } = toSiteParts(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`
}

/** ms of what such an input says. NaN when it says nothing. */
export function fromSiteInput(text: string): number {
  const asUtc = Date.parse(`${text}Z`)
  if (Number.isNaN(asUtc)) return asUtc
  // The offset at the time meant, not at the first guess: they differ around the change to summer time.
  return asUtc - offsetAt(asUtc - offsetAt(asUtc))
}

/** How far the site's clock is ahead of UTC then, in ms. */
function offsetAt(ms: number): number {
  const { year, month, day, hour, minute, second } = toSiteParts(ms)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000
}
