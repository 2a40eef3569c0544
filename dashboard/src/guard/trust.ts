/** Whether this phone lets the page work without network, read tags and use the camera: only what came over HTTPS that it trusts may. */

/** `plain`: no HTTPS. `untrusted`: the guard went on past the browser's warning, which is enough to look at the page and no more. */
export type Trust = 'full' | 'plain' | 'untrusted'

/** Keeps the page for later where it may; once a page start. */
export const trust: Promise<Trust> = keepForLater()

async function keepForLater(): Promise<Trust> {
  if (!window.isSecureContext) return 'plain'
  if (!('serviceWorker' in navigator)) return 'full'
  try {
    await navigator.serviceWorker.register('/guard-worker.js', { scope: '/' })
    return 'full'
  } catch (error) {
    // Any other failure is the network's, and over at the next start.
    return error instanceof DOMException && error.name === 'SecurityError' ? 'untrusted' : 'full'
  }
}
