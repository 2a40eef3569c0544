/** What this browser can do about web push, and does. */
import type { NewPushSubscription } from '../../../server/contract/telling.ts'

/** Why no push comes here; undefined when one can. */
export type PushObstacle = 'insecure' | 'unsupported' | 'denied'

export function pushObstacle(): PushObstacle | undefined {
  if (!window.isSecureContext) return 'insecure'
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'unsupported'
  return Notification.permission === 'denied' ? 'denied' : undefined
}

/** The browser refuses, or its push service does not answer. */
export class PushRefused extends Error {}

/** Where this browser is reached; null when it has not subscribed. */
export async function currentEndpoint(): Promise<string | null> {
  if (pushObstacle() !== undefined) return null
  const registration = await navigator.serviceWorker.getRegistration('/')
  return (await registration?.pushManager.getSubscription())?.endpoint ?? null
}

/** Asks for permission; `key` as base64url. Throws `PushRefused`. */
export async function subscribeHere(key: string): Promise<NewPushSubscription> {
  if ((await Notification.requestPermission()) !== 'granted') throw new PushRefused('denied')
  // The one worker of this address (src/guard/guard-worker.ts).
  await navigator.serviceWorker.register('/guard-worker.js', { scope: '/' })
  const { pushManager } = await navigator.serviceWorker.ready
  // One made with another key, e.g. of a channel that is gone, would keep this one out.
  await (await pushManager.getSubscription())?.unsubscribe()
  try {
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
    return subscription.toJSON() as NewPushSubscription
  } catch (cause) {
    throw new PushRefused('failed', { cause })
  }
}

export async function unsubscribeHere(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration('/')
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
}
