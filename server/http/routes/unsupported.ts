/** Pages of contract §6 that are none of the dashboard's yet: 501 by name. */
import type { FastifyPluginAsync } from 'fastify'
import { notSupportedYet } from '../../errors.ts'

const pages = ['/wall']

export const unsupportedPages: FastifyPluginAsync = async (app) => {
  for (const url of pages) {
    // Refused before the body is read: no wrong shape or media type hides that there is nothing to send it to.
    const refusal = async () => {
      throw notSupportedYet(`GET ${app.prefix}${url}`)
    }
    app.route({ method: 'GET', url, config: { access: 'open' }, schema: { hide: true }, onRequest: refusal, handler: refusal })
  }
}
