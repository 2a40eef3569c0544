/** A file in a multipart form, never held in memory: how routes that take one are set up, and read it. */
import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { type AttachmentFiles, expectSize, type IncomingFile } from '../attachments/attachment-files.ts'
import { type AttachmentKind, attachmentBytes, attachmentKinds, largestAttachmentBytes } from '../contract/attachment-limits.ts'
import { attachmentKindSchema } from '../contract/attachments.ts'
import { AppError } from '../errors.ts'

/** What a form may have around its file. */
const formBytes = 64 * 1024
/** How long a sender whose file is refused may go on before the connection is cut; time to read the answer. */
const cutAfterMs = 500

type Files = Pick<AttachmentFiles, 'receive' | 'discard'>
export type Form = { file: IncomingFile; name: string | undefined; kind: AttachmentKind }

/** For the plug-in whose routes take files. Returns what reads one, known to the closing of the server. */
export async function takeForms(app: FastifyInstance): Promise<typeof readForm> {
  // The file's own size is counted as it is written, by its kind.
  const limits = { files: 1, fields: 4, parts: 8, fieldSize: 1024, headerPairs: 50, fileSize: Number.POSITIVE_INFINITY }
  await app.register(multipart, { limits })
  const arriving = new Set<FastifyRequest['raw']>()
  // A phone that lost its network in the middle would hold up the closing of the server.
  app.addHook('preClose', async () => {
    for (const raw of arriving) raw.destroy()
  })
  return async (request, files, fixed) => {
    arriving.add(request.raw)
    return await readForm(request, files, fixed).finally(() => arriving.delete(request.raw))
  }
}

/** Options of a route that takes one: the form is described by its schema and read by the handler. */
export const formRoute = {
  validatorCompiler: (part: { httpPart?: string | undefined }) =>
    part.httpPart === 'body' ? (body: unknown) => ({ value: body }) : validatorCompiler(part as never),
  preParsing: async (request: FastifyRequest) => refuseByLength(request),
  onResponse: async (request: FastifyRequest) => cutOff(request)
}

/** `fixed`: its kind, where the form need not say it. Throws what the file store throws, or `invalid` naming `kind` or `file`. */
async function readForm(request: FastifyRequest, files: Files, fixed?: AttachmentKind): Promise<Form> {
  if (!request.isMultipart()) throw new AppError('unsupported_media', 'Expected multipart/form-data with kind and file.')
  let kind = fixed
  let name: string | undefined
  let file: IncomingFile | undefined
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        name = part.filename
        file = await receive(part, { files, most: () => (kind ? attachmentBytes[kind] : largestAttachmentBytes) })
      } else if (part.fieldname === 'kind' && fixed === undefined) kind = readKind(part.value)
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

type Receiving = { files: Files; most: () => number }

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
