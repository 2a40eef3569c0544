/**
 * The guard's page without network: the page and what it is built of are kept as they were last seen. The dashboard and the API go
 * past it. One worker for the whole address, as tags open `/c/…` and the page is `/guard`; so it takes everybody's pushes too.
 */
import { listenToPushes } from './show-push.ts'

declare const self: ServiceWorkerGlobalScope

const cacheName = 'wuxun-guard-1'
const page = '/guard'

self.addEventListener('install', (event) => {
  event.waitUntil(
    keepPage()
      .then(() => self.skipWaiting())
      .then(() => undefined)
  )
})

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

listenToPushes(self)

self.addEventListener('fetch', (event) => {
  const { request } = event
  const address = new URL(request.url)
  if (request.method !== 'GET' || address.origin !== self.location.origin) return
  if (request.mode === 'navigate' && (address.pathname === page || address.pathname.startsWith('/c/'))) {
    event.respondWith(openPage(request))
  } else if (address.pathname.startsWith('/assets/')) event.respondWith(fromCacheFirst(request))
})

/** The page as it is now, with every part it names; what it does not name any more is let go. */
async function keepPage(): Promise<void> {
  const cache = await caches.open(cacheName)
  const response = await fetch(page, { cache: 'no-cache' })
  if (!response.ok) return
  const text = await response.clone().text()
  const parts = [...text.matchAll(/(?:src|href)="(\/(?:assets\/[^"]+|guard\.webmanifest))"/g)].flatMap((match) => match[1] ?? [])
  await cache.addAll(parts)
  await cache.put(page, response)
  const wanted = new Set([page, ...parts])
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url)
    if (!wanted.has(pathname)) await cache.delete(pathname)
  }
}

/** From the network where there is one, so that a new version is seen at once; soon enough from here where there is none. */
async function openPage(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName)
  const kept = await cache.match(page)
  try {
    const response = await Promise.race([fetch(request), afterPatience(kept)])
    if (response.ok) void keepPage().catch(() => undefined)
    return response
  } catch (error) {
    if (kept) return kept
    throw error
  }
}

/** A basement's network often neither works nor says so. */
const patienceMs = 3_000

function afterPatience(kept: Response | undefined): Promise<Response> {
  return new Promise((resolve) => {
    if (kept) setTimeout(() => resolve(kept.clone()), patienceMs)
  })
}

/** What is named after its content never changes. */
async function fromCacheFirst(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request)
}
