/** Files of tickets: in as a multipart form that is never held in memory, out as a download. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { toContentDisposition, toFileName } from '../../attachments/file-name.ts'
import { attachmentFormSchema, attachmentSchema } from '../../contract/attachments.ts'
import { toAttachmentItem } from '../../present.ts'
import { callerOf } from '../access.ts'
import { formRoute, takeForms } from '../file-form.ts'
import type { HttpParts } from '../parts.ts'

type Parts = Pick<HttpParts, 'desk' | 'settled' | 'attachmentFiles'>

export function attachmentsRoutes({ desk, settled, attachmentFiles }: Parts): FastifyPluginAsyncZod {
  const tags = ['tickets']

  return async function routes(app) {
    const readForm = await takeForms(app)

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
        ...formRoute
      },
      async (request, reply) => {
        const { id } = request.params as { id: string }
        const { user } = callerOf(request)
        await desk.expectAttachable(id, user)
        const { file, name, kind } = await readForm(request, attachmentFiles)
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
