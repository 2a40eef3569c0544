/** What the contract names and this version does not have yet: 501 by name, for those who would be allowed to ask. */
import type { FastifyPluginAsync, HTTPMethods } from 'fastify'
import { notSupportedYet } from '../../errors.ts'
import type { Permission } from '../../people/permissions.ts'

type Access = 'open' | Permission | readonly Permission[]
type Unsupported = { method: HTTPMethods | HTTPMethods[]; url: string; access: Access }

const reports = ['patrol']

const calls: Unsupported[] = reports.map((name) => ({ method: 'GET', url: `/reports/${name}`, access: 'readReports' }))

/** Pages of contract §6 that are none of the dashboard's yet. */
const pages = ['/wall']

export const unsupportedRoutes: FastifyPluginAsync = async (app) => {
  for (const { method, url, access } of calls) refuse(app, { method, url, access })
}

export const unsupportedPages: FastifyPluginAsync = async (app) => {
  for (const url of pages) refuse(app, { method: 'GET', url, access: 'open' })
}

/** Refused before the body is read: no wrong shape or media type hides that there is nothing to send it to. */
function refuse(app: Parameters<FastifyPluginAsync>[0], { method, url, access }: Unsupported): void {
  const refusal = async () => {
    throw notSupportedYet(`${[method].flat().join(', ')} ${app.prefix}${url}`)
  }
  app.route({ method, url, config: { access }, schema: { hide: true }, onRequest: refusal, handler: refusal })
}
