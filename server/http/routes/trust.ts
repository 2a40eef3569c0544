/** What a phone needs to trust the box: its authority's certificate, and a page that says how. Open to everybody in reach, as both are no secret. */
import type { FastifyPluginAsync } from 'fastify'
import { trustWords } from '../../certificate/trust-words.ts'
import type { Language } from '../../contract/telling.ts'
import type { HttpParts } from '../parts.ts'
import { createRateHook } from '../rate.ts'
import { trustPage } from '../trust-page.ts'

type Choice = { Querystring: { language?: string } }

/** By address: a whole shift behind one router, and no more. */
const callsPerMinute = 120

export function trustRoutes({ authority }: Pick<HttpParts, 'authority'>): FastifyPluginAsync {
  return async function routes(app) {
    app.addHook('onRequest', createRateHook(app, callsPerMinute))

    app.get<Choice>('/trust', { schema: { hide: true } }, async (request, reply) => {
      const language = languageOf(request.query.language ?? request.headers['accept-language'] ?? '')
      const known = await authority()
      return reply
        .status(known ? 200 : 404)
        .headers({ 'cache-control': 'no-store' })
        .type('text/html; charset=utf-8')
        .send(trustPage(language, known))
    })

    // Safari offers what comes as this type for installation, and only without a disposition; Android saves it.
    app.get('/ca.crt', { schema: { hide: true } }, async (_request, reply) => {
      const known = await authority()
      if (!known) return reply.status(404).type('text/plain; charset=utf-8').send(trustWords.en.none)
      return reply.header('cache-control', 'no-store').type('application/x-x509-ca-cert').send(known.certificate)
    })
  }
}

function languageOf(wish: string): Language {
  return /^\s*en\b/i.test(wish) ? 'en' : 'zh'
}
