/** A log-out ends the session on the server too, without network as soon as there is one. */
import { forget, kept } from './phone-store.ts'

/** Does nothing when none is to be ended; tried again until the server has heard. */
export async function endSession(): Promise<void> {
  if (!(await kept('ending'))) return
  const response = await fetch('/api/v1/session', { method: 'DELETE', credentials: 'same-origin' }).catch(() => undefined)
  if (response && (response.ok || response.status === 401)) await forget('ending')
}
