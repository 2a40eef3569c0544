/** Files of tickets: in as a multipart form that is never held in memory, out as a download. */
import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { expectSize, type IncomingFile } from '../../attachments/attachment-files.ts'
import { toContentDisposition, toFileName } from '../../attachments/file-name.ts'
import {
  type AttachmentKind,
  attachmentBytes,
  attachmentKinds,
  largestAttachmentBytes
} from '../../contract/attachment-limits.ts'
import { attachmentFormSchema, attachmentKindSchema, attachmentSchema } from '../../contract/attachments.ts'
import { AppError } from '../../errors.ts'
import { toAttachmentItem } from '../../present.ts'
import { callerOf } from '../access.ts'
import type { HttpParts } from '../parts.ts'

/** What a form may have around its file. */
const formBytes = 64 * 1024
/** How long a sender whose file is refused may go on before the connection is cut; time to read the answer. */
const cutAfterMs = 500

type Parts = Pick<HttpParts, 'desk' | 'settled' | 'attachmentFiles'>
type Form = { file: IncomingFile; name: string | undefined; kind: AttachmentKind }

export function attachmentsRoutes({ desk, settled, attachmentFiles }: Parts): FastifyPluginAsyncZod {
  const tags = ['tickets']

  return async function routes(app) {
    // The file's own size is counted as it is written, by its kind.
    const limits = { files: 1, fields: 4, parts: 8, fieldSize: 1024, headerPairs: 50, fileSize: Number.POSITIVE_INFINITY }
    await app.register(multipart, { limits })
    const arriving = new Set<FastifyRequest['raw']>()
    // A phone that lost its network in the middle would hold up the closing of the server.
    app.addHook('preClose', async () => {
      for (const raw of arriving) raw.destroy()
    })

    app.post(
      '/tickets/:id/attachments',
      {
        config: { access: ['ticketSteps', 'ticketStepsOwn'] },
        schema: {
          tags,
          summary: 'A photo (10 MB) or a document (25 MB); its content decides what it is',
          description: 'The same file again is the attachment that is there already: 200 in place of 201.',
          consumes: ['multipart/form-data'],
          params: z.object({ id: z.string() }),
          body: attachmentFormSchema,
          response: { 200: attachmentSchema, 201: attachmentSchema }
        },
        // The form is described above and read by the handler.
        validatorCompiler: (part) => (part.httpPart === 'body' ? (body) => ({ value: body }) : validatorCompiler(part as never)),
        preParsing: async (request) => refuseByLength(request),
        onResponse: async (request) => cutOff(request)
      },
      async (request, reply) => {
        const { id } = request.params as { id: string }
        const { user } = callerOf(request)
        await desk.expectAttachable(id, user)
        arriving.add(request.raw)
        const { file, name, kind } = await readForm(request, attachmentFiles).finally(() => arriving.delete(request.raw))
        try {
          const type = await attachmentFiles.judge(file, kind)
          const { hash, size } = file
          const wish = { hash, kind, name: toFileName(name, type), type, size }
          const { ticket, attachment, added } = await attachmentFiles.keep(file, () => desk.attach(id, wish, user))
          if (added) settled({ alarms: [], tickets: [ticket] })
          const path = `/api/v1/tickets/${encodeURIComponent(id)}/attachments/${hash}`
          reply.code(added ? 201 : 200).header('location', path)
          return toAttachmentItem(attachment)
        } finally {
          await attachmentFiles.discard(file)
        }
      }
    )

    app.get(
      '/tickets/:id/attachments/:hash',
      {
        schema: {
          tags,
          summary: 'The file, as a download; checked against its hash before it is sent',
          params: z.object({ id: z.string(), hash: z.string() })
        }
      },
      async (request, reply) => {
        const { hash, name, type, size } = await desk.attachment(request.params.id, request.params.hash)
        const etag = `"${hash}"`
        reply
          .header('etag', etag)
          // Whoever has it asks anew whether he still may.
          .header('cache-control', 'private, no-cache')
          .header('x-content-type-options', 'nosniff')
          .header('content-security-policy', "default-src 'none'; sandbox")
          .header('content-disposition', toContentDisposition(name))
        if (request.headers['if-none-match'] === etag) return reply.code(304).send()
        const content = await attachmentFiles.open(hash)
        return reply.type(type).header('content-length', size).send(content)
      }
    )
  }
}

/** Throws what the file store throws, or `invalid` naming `kind` or `file`. */
async function readForm(request: FastifyRequest, files: Parts['attachmentFiles']): Promise<Form> {
  if (!request.isMultipart()) throw new AppError('unsupported_media', 'Expected multipart/form-data with kind and file.')
  let kind: AttachmentKind | undefined
  let name: string | undefined
  let file: IncomingFile | undefined
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        name = part.filename
        file = await receive(part, { files, most: () => (kind ? attachmentBytes[kind] : largestAttachmentBytes) })
      } else if (part.fieldname === 'kind') kind = readKind(part.value)
    }
    if (kind === undefined) throw wrongKind()
    if (!file) throw new AppError('invalid', 'Invalid: file.', { errors: [{ field: 'file', message: 'missing' }] })
    expectSize(file.size, attachmentBytes[kind])
    return { file, name, kind }
  } catch (error) {
    if (file) await files.discard(file)
    throw error
  }
}

type Receiving = { files: Parts['attachmentFiles']; most: () => number }

async function receive({ file }: MultipartFile, { files, most }: Receiving): Promise<IncomingFile> {
  return files.receive(file, most)
}

function readKind(value: unknown): AttachmentKind {
  const kind = attachmentKindSchema.safeParse(value)
  if (kind.success) return kind.data
  throw wrongKind()
}

function wrongKind(): AppError {
  const message = `expected one of ${attachmentKinds.join(', ')}`
  return new AppError('invalid', 'Invalid: kind.', { errors: [{ field: 'kind', message }] })
}

/** Most senders say how much is to come: then nothing of it need be read. */
function refuseByLength(request: FastifyRequest): void {
  const length = Number(request.headers['content-length'] ?? 0)
  if (length > largestAttachmentBytes + formBytes) expectSize(length, largestAttachmentBytes)
}

/** A sender who has his answer and goes on sending all the same is not listened to for long. */
function cutOff({ raw }: FastifyRequest): void {
  if (raw.complete) return
  const cut = () => {
    if (!raw.complete) raw.destroy()
  }
  setTimeout(cut, cutAfterMs).unref()
}
