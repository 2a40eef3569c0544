/** "Later" holds until the page is loaded anew: who skipped it meant now, not never. */
let postponed = false

export function postponeFirstRun(): void {
  postponed = true
}

export function isFirstRunPostponed(): boolean {
  return postponed
}
