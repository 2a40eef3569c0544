/** Photos of scans: sent before them, each once under its hash. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { attachmentFormSchema } from '../../contract/attachments.ts'
import { photoAnswerSchema } from '../../contract/patrol.ts'
import { AppError } from '../../errors.ts'
import { callerOf } from '../access.ts'
import { formRoute, takeForms } from '../file-form.ts'
import type { HttpParts } from '../parts.ts'

type Parts = Pick<HttpParts, 'scanPhotos' | 'attachmentFiles' | 'now'>

export function patrolPhotosRoutes({ scanPhotos, attachmentFiles, now }: Parts): FastifyPluginAsyncZod {
  const tags = ['patrol']
  return async function routes(app) {
    const readForm = await takeForms(app)
    app.post(
      '/patrol/photos',
      {
        config: { access: ['scan', 'scanForOthers'] },
        schema: {
          tags,
          summary: 'A photo (10 MB) for a scan to come; the same one again is the one that is there',
          consumes: ['multipart/form-data'],
          body: attachmentFormSchema.pick({ file: true }),
          response: { 201: photoAnswerSchema }
        },
        ...formRoute
      },
      async (request, reply) => {
        const { user } = callerOf(request)
        const { file, kind } = await readForm(request, attachmentFiles, 'photo')
        try {
          const type = await attachmentFiles.judge(file, kind)
          const { hash, size } = file
          await attachmentFiles.keep(file, () => scanPhotos.add({ hash, type, size, by: user.id, at: now() }))
          reply.code(201)
          return { hash, type, size }
        } finally {
          await attachmentFiles.discard(file)
        }
      }
    )
    app.get(
      '/patrol/photos/:hash',
      { schema: { tags, summary: 'The photo, checked against its hash', params: z.object({ hash: z.string() }) } },
      async (request, reply) => {
        const [photo] = await scanPhotos.find([request.params.hash])
        if (!photo) throw new AppError('not_found', `There is no photo ${request.params.hash}.`)
        reply
          .header('cache-control', 'private, max-age=31536000, immutable')
          .header('x-content-type-options', 'nosniff')
          .header('content-security-policy', "default-src 'none'; sandbox")
        return reply
          .type(photo.type)
          .header('content-length', photo.size)
          .send(await attachmentFiles.open(photo.hash))
      }
    )
  }
}
