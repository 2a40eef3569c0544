/** A little HTTP server that notes what it is asked and answers what it was told. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'

export type Request = { method: string; path: string; headers: Record<string, string | string[] | undefined>; body: string }
export type Answer = { status?: number; body?: string; type?: string }

export type HttpRecorder = { url: string; requests: Request[]; close(): Promise<void> }

export async function startHttpRecorder(answer: (request: Request) => Answer): Promise<HttpRecorder> {
  const requests: Request[] = []
  const server = createServer(async (incoming, response) => {
    const stream = incoming.headers['content-encoding'] === 'gzip' ? incoming.pipe(createGunzip()) : incoming
    const { method = '', url: path = '', headers } = incoming
    const request = { method, path, headers, body: await text(stream) }
    requests.push(request)
    const { status = 200, body = '', type = 'text/csv; charset=utf-8' } = answer(request)
    response.writeHead(status, { 'content-type': type }).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    requests,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    }
  }
}
