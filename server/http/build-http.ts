/** The web server: plug-ins, checks and routes in the order a request meets them. It does not listen. */
import { createServer } from 'node:https'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { AppError } from '../errors.ts'
import { createAccessHook } from './access.ts'
import { createAuditHook } from './audit-hook.ts'
import { sendPage, serveDashboard, serveGuardPage, wantsPage } from './dashboard.ts'
import { describeApi, openApiPath } from './openapi.ts'
import type { HttpParts } from './parts.ts'
import { handleError } from './problem.ts'
import { createRateHook } from './rate.ts'
import { alarmsRoutes } from './routes/alarms.ts'
import { attachmentsRoutes } from './routes/attachments.ts'
import { auditRoutes } from './routes/audit.ts'
import { backtestRoutes } from './routes/backtest.ts'
import { calendarRoutes } from './routes/calendar.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { channelsRoutes } from './routes/channels.ts'
import { deliveriesRoutes } from './routes/deliveries.ts'
import { dutiesRoutes } from './routes/duties.ts'
import { equipmentRoutes } from './routes/equipment.ts'
import { hazardsRoutes } from './routes/hazards.ts'
import { healthRoutes } from './routes/health.ts'
import { importsRoutes } from './routes/imports.ts'
import { incidentsRoutes } from './routes/incidents.ts'
import { jobsRoutes } from './routes/jobs.ts'
import { linksRoutes } from './routes/links.ts'
import { mappingsRoutes } from './routes/mappings.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { outOfServiceRoutes } from './routes/out-of-service.ts'
import { patrolRoutes } from './routes/patrol.ts'
import { patrolCalendarRoutes } from './routes/patrol-calendar.ts'
import { patrolPhotosRoutes } from './routes/patrol-photos.ts'
import { patrolTagsRoutes } from './routes/patrol-tags.ts'
import { permitsRoutes } from './routes/permits.ts'
import { preferencesRoutes } from './routes/preferences.ts'
import { readingsRoutes } from './routes/readings.ts'
import { rejectsRoutes } from './routes/rejects.ts'
import { reportsRoutes } from './routes/reports.ts'
import { rulesRoutes } from './routes/rules.ts'
import { runningLogsRoutes } from './routes/running-logs.ts'
import { sessionRoutes } from './routes/session.ts'
import { setupRoutes } from './routes/setup.ts'
import { slaRoutes } from './routes/sla.ts'
import { systemRoutes } from './routes/system.ts'
import { ticketsRoutes } from './routes/tickets.ts'
import { trustRoutes } from './routes/trust.ts'
import { usersRoutes } from './routes/users.ts'
import { wallKeysRoutes } from './routes/wall-keys.ts'
import { whyRoutes } from './routes/why.ts'
import { workforceRoutes } from './routes/workforce.ts'

const bodyLimit = 1024 * 1024
/**
 * Of the API. A session's: far above what a dashboard asks for, or a phone that tells a night's scans. An address's holds off
 * strangers only: behind one may be all phones of a site.
 */
const defaultCallsPerMinute = { ofSession: 12_000, ofAddress: 60_000 }

/** Resolves when every route stands; the caller listens, and closes. */
export async function buildHttp(parts: HttpParts): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: handleError,
    ...(parts.logger && { loggerInstance: parts.logger }),
    ...(parts.tls && { serverFactory: tlsServer(parts.tls) })
  })
  app.setValidatorCompiler(validatorCompiler)
  // Answers are held to the schemas by the compiler and the tests; checking 50,000 points again costs more than reading them.
  app.setSerializerCompiler(() => JSON.stringify)
  app.setErrorHandler(handleError)
  takeOnlyJson(app)
  app.decorateRequest('caller', null)
  app.decorateRequest('actingFor', null)
  app.addHook('onSend', createAuditHook(parts))

  await app.register(helmet, securityHeaders(parts.tls !== undefined))
  await app.register(cookie)
  await app.register(rateLimit, { global: false })
  await describeApi(app, parts.version)
  await app.register(apiRoutes(parts), { prefix: '/api/v1' })
  await app.register(metricsRoutes(parts))
  if (parts.telling) await app.register(linksRoutes({ ...parts.telling, now: parts.now, settled: parts.settled }))
  await app.register(trustRoutes(parts))
  const hasPages = parts.dashboard !== undefined && (await serveDashboard(app, parts.dashboard))
  if (hasPages) serveGuardPage(app)
  app.setNotFoundHandler((request, reply) => {
    if (hasPages && wantsPage(request)) return sendPage(reply)
    throw new AppError('not_found', `There is no ${request.method} ${request.url.split('?')[0]}.`)
  })
  await app.ready()
  return app
}

function apiRoutes(parts: HttpParts) {
  const { callsPerMinute = defaultCallsPerMinute } = parts
  return async function routes(api: FastifyInstance): Promise<void> {
    api.addHook('onRequest', createRateHook(api, callsPerMinute.ofAddress))
    api.addHook('onRequest', createAccessHook(parts.people))
    api.addHook(
      'onRequest',
      createRateHook(api, callsPerMinute.ofSession, (request) => request.caller?.token ?? request.ip)
    )
    api.get(openApiPath.replace('/api/v1', ''), { config: { access: 'open' }, schema: { hide: true } }, async () => api.swagger())
    await api.register(sessionRoutes(parts))
    await api.register(wallKeysRoutes(parts))
    await api.register(healthRoutes(parts))
    await api.register(equipmentRoutes(parts))
    await api.register(outOfServiceRoutes(parts))
    await api.register(readingsRoutes(parts))
    if (parts.importer) await api.register(importsRoutes({ importer: parts.importer }))
    await api.register(catalogueRoutes(parts))
    await api.register(rulesRoutes(parts))
    await api.register(whyRoutes(parts))
    await api.register(backtestRoutes(parts))
    await api.register(alarmsRoutes(parts))
    await api.register(ticketsRoutes(parts))
    await api.register(hazardsRoutes(parts))
    await api.register(incidentsRoutes(parts))
    await api.register(attachmentsRoutes(parts))
    if (parts.telling) {
      await api.register(channelsRoutes(parts.telling))
      await api.register(preferencesRoutes({ ...parts.telling, now: parts.now }))
      await api.register(deliveriesRoutes(parts.telling))
    }
    await api.register(slaRoutes(parts))
    await api.register(calendarRoutes(parts))
    await api.register(patrolRoutes(parts))
    await api.register(patrolCalendarRoutes(parts))
    await api.register(patrolTagsRoutes(parts))
    await api.register(patrolPhotosRoutes(parts))
    await api.register(permitsRoutes(parts))
    await api.register(rejectsRoutes(parts))
    await api.register(reportsRoutes(parts))
    await api.register(runningLogsRoutes(parts))
    await api.register(jobsRoutes(parts))
    await api.register(usersRoutes(parts))
    if (parts.mappings) await api.register(mappingsRoutes(parts.mappings))
    await api.register(setupRoutes(parts))
    await api.register(workforceRoutes(parts))
    await api.register(dutiesRoutes(parts))
    await api.register(systemRoutes(parts))
    await api.register(auditRoutes(parts))
  }
}

/** Everything else is 415. Many clients name JSON and send nothing: that is no body, not a broken one. */
function takeOnlyJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, String(body), done)
  })
}

/**
 * The usual place is a LAN without certificates: there, what upgrades to or demands HTTPS would lock everybody
 * out or fill the browser's console (design §3). Ant Design writes its styles inline.
 */
function securityHeaders(tls: boolean) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"]
      }
    },
    // Of this host alone: its neighbours in the domain may have no certificate.
    strictTransportSecurity: tls && { includeSubDomains: false },
    crossOriginOpenerPolicy: tls,
    originAgentCluster: tls
  }
}

function tlsServer(tls: NonNullable<HttpParts['tls']>): NonNullable<FastifyServerOptions['serverFactory']> {
  // Fastify's types know the plain server; a TLS one differs in nothing that is used here.
  return (handler) => createServer(tls, handler) as unknown as ReturnType<NonNullable<FastifyServerOptions['serverFactory']>>
}
