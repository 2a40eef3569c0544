/** What the contract names and this version does not have yet: 501 by name, for those who would be allowed to ask. */
import type { FastifyPluginAsync, HTTPMethods } from 'fastify'
import { notSupportedYet } from '../../errors.ts'
import type { Permission } from '../../people/permissions.ts'

type Access = 'open' | Permission | readonly Permission[]
type Unsupported = { method: HTTPMethods | HTTPMethods[]; url: string; access: Access }

/** A resource of the site file, written through REST. `except`: what is there already. */
function resource(name: string, except: readonly string[] = []): Unsupported[] {
  const all: Unsupported[] = [
    { method: 'GET', url: `/${name}`, access: 'admin' },
    { method: 'GET', url: `/${name}/:id`, access: 'admin' },
    { method: 'POST', url: `/${name}`, access: 'admin' },
    { method: ['PATCH', 'DELETE'], url: `/${name}/:id`, access: 'admin' }
  ]
  return all.filter(({ method, url }) => !except.includes(`${method} ${url}`))
}

const calls: Unsupported[] = [
  ...resource('equipment', ['GET /equipment', 'GET /equipment/:id']),
  ...resource('users', ['GET /users']),
  ...resource('devices'),
  ...resource('readers'),
  ...resource('checkpoints'),
  ...resource('routes'),
  { method: 'POST', url: '/rules', access: 'writeRules' },
  { method: ['PATCH', 'DELETE'], url: '/rules/:id', access: 'writeRules' },
  { method: 'POST', url: '/rules/backtest', access: 'writeRules' },
  { method: 'POST', url: '/alarms/:id/shelve', access: 'shelve' },
  { method: 'POST', url: '/alarms/:id/unshelve', access: 'shelve' },
  { method: 'POST', url: '/alarms/:id/reset', access: 'shelve' },
  { method: 'POST', url: '/tickets/:id/attachments', access: ['ticketSteps', 'ticketStepsOwn'] },
  { method: 'GET', url: '/tickets/:id/attachments/:hash', access: 'read' },
  { method: 'POST', url: '/patrol/scans', access: ['scan', 'scanForOthers'] },
  { method: 'GET', url: '/patrol/rounds', access: 'read' },
  { method: 'GET', url: '/reports/:name', access: 'readReports' },
  { method: 'GET', url: '/audit', access: 'readAudit' }
]

/** Pages of contract §6 that are none of the dashboard's yet. */
const pages = ['/guard', '/wall', '/c/:checkpoint']

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
