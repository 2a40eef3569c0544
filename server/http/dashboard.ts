/** The built dashboard, and `index.html` for every page of its own that is no file. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** What the build names after its content never changes. */
const hashed = /[\\/]assets[\\/]/

/** Returns whether there is a dashboard: without one, as before the first build, the API works all the same. */
export async function serveDashboard(app: FastifyInstance, folder: string): Promise<boolean> {
  if (!existsSync(join(folder, 'index.html'))) return false
  await app.register(fastifyStatic, {
    root: folder,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.setHeader('cache-control', hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
    }
  })
  return true
}

/** The guard's page, and the address in a tag that opens it (contract §6). */
export function serveGuardPage(app: FastifyInstance): void {
  for (const url of ['/guard', '/c/:checkpoint']) {
    app.get(url, { schema: { hide: true } }, (_request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile('guard.html')
    )
  }
}

/** A page load, not a call of the API, nor a file that is missing. */
export function wantsPage(request: FastifyRequest): boolean {
  const [path = ''] = request.url.split('?')
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  return !path.startsWith('/api') && (request.headers.accept ?? '').includes('text/html')
}

export function sendPage(reply: FastifyReply): FastifyReply {
  return reply.sendFile('index.html')
}
