import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type ImportItem, importItemSchema, importQuerySchema } from '../../contract/imports.ts'
import { AppError } from '../../errors.ts'
import type { ImportRecord } from '../../store/journal-imports.ts'
import type { HttpParts } from '../parts.ts'

const types = { 'text/csv': 'csv', 'application/x-ndjson': 'ndjson', 'application/ndjson': 'ndjson' } as const
const recentImports = 50

/** The bulk lane for history. The body is read as it comes; a slow journal slows the sender down. */
export function importsRoutes({ importer }: Required<Pick<HttpParts, 'importer'>>): FastifyPluginAsyncZod {
  return async function routes(app) {
    // The handler reads the stream itself, whatever its length.
    for (const type of Object.keys(types)) app.addContentTypeParser(type, (_request, body, done) => done(null, body))

    app.post(
      '/readings/import',
      {
        config: { access: 'admin' },
        schema: {
          tags: ['readings'],
          summary:
            'History as text/csv (equipment,metric,ts,value) or application/x-ndjson, gzip allowed; answers when all is stored',
          description: 'Follow it by its id, which the query may name: GET /readings/import/{id}.',
          querystring: importQuerySchema,
          response: { 200: importItemSchema }
        }
      },
      async (request) => {
        const [type = ''] = (request.headers['content-type'] ?? '').toLowerCase().split(';')
        const format = types[type.trim() as keyof typeof types]
        if (!format) throw new AppError('unsupported_media', 'Expected text/csv or application/x-ndjson.')
        const { id } = request.query
        const body = unpacked(request.body as Readable, request.headers['content-encoding'])
        try {
          return toItem(await importer.run({ format, body, ...(id !== undefined && { id }) }))
        } catch (error) {
          throw toFailure(error, request.raw.destroyed)
        }
      }
    )

    app.get(
      '/readings/import',
      {
        config: { access: 'admin' },
        schema: { tags: ['readings'], response: { 200: z.object({ items: z.array(importItemSchema) }) } }
      },
      async () => ({ items: (await importer.list({ limit: recentImports })).map(toItem) })
    )

    app.get(
      '/readings/import/:id',
      {
        config: { access: 'admin' },
        schema: { tags: ['readings'], params: z.object({ id: z.string() }), response: { 200: importItemSchema } }
      },
      async (request) => {
        const [record] = await importer.list({ limit: 1, id: request.params.id })
        if (!record) throw new AppError('not_found', `There is no import ${request.params.id}.`)
        return toItem(record)
      }
    )
  }
}

function unpacked(body: Readable, encoding: string | undefined): AsyncIterable<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body
  if (encoding !== 'gzip') throw new AppError('unsupported_media', 'Expected no Content-Encoding, or gzip.')
  // An error of either end reaches the one who reads, through the unpacked stream.
  return pipeline(body, createGunzip(), () => undefined)
}

function toFailure(error: unknown, senderGone: boolean): unknown {
  if (error instanceof AppError) return error
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  if (code.startsWith('Z_')) return new AppError('invalid', 'The body is not gzip, or ends too soon.', { cause: error })
  if (senderGone || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new AppError('invalid', 'The body ended too soon.', { cause: error })
  }
  return new AppError('unavailable', 'Readings cannot be stored now; what was stored before stays.', { cause: error })
}

function toItem({ startedAt, updatedAt, faults, ...rest }: ImportRecord): ImportItem {
  const iso = (ms: number) => new Date(ms).toISOString()
  return { ...rest, startedAt: iso(startedAt), updatedAt: iso(updatedAt), rejects: faults }
}
