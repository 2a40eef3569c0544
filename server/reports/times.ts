/** Times of reports, as the contract writes them. */
export function toIso(ms: number): string {
  return new Date(ms).toISOString()
}

export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : toIso(ms)
}
