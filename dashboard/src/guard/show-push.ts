/** Web push: shows what the service sent, and opens what it is about. */
export type PushMessage = { id: string; title: string; body: string; url: string | null; urgent: boolean }

export function listenToPushes(worker: ServiceWorkerGlobalScope): void {
  worker.addEventListener('push', (event) => {
    const message = event.data?.json() as PushMessage | undefined
    if (message) event.waitUntil(show(worker.registration, message))
  })
  worker.addEventListener('notificationclick', (event) => {
    event.notification.close()
    const url: unknown = event.notification.data
    if (typeof url === 'string') event.waitUntil(worker.clients.openWindow(url))
  })
}

/** One that was sent twice replaces itself; P1 stays until somebody has seen it. */
function show(registration: ServiceWorkerRegistration, { id, title, body, url, urgent }: PushMessage): Promise<void> {
  return registration.showNotification(title, { body, tag: id, data: url, requireInteraction: urgent })
}
