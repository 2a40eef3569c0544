/** `/t/{token}`: GET shows what the link is for and changes nothing, as chat programs open links by themselves; its POST acts. */
import { STATUS_CODES } from 'node:http'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { DateTime } from 'luxon'
import type { Language } from '../../contract/telling.ts'
import { AppError } from '../../errors.ts'
import type { LinkView } from '../../telling/link-steps.ts'
import type { LinkFault } from '../../telling/links.ts'
import { textsOf } from '../../telling/text.ts'
import { formPage, textPage } from '../link-page.ts'
import type { HttpParts } from '../parts.ts'
import { toProblem } from '../problem.ts'
import { createRateHook } from '../rate.ts'

type Parts = NonNullable<HttpParts['telling']> & Pick<HttpParts, 'now' | 'settled'>
type Token = { Params: { token: string } }

/** By address: guessing a token is hopeless, and this keeps it quiet. */
const callsPerMinute = 120
const bodyLimit = 16 * 1024
const statusOf: Record<LinkFault, number> = { unknown: 404, expired: 410, used: 410 }

export function linksRoutes({ linkSteps, settled, now }: Parts): FastifyPluginAsync {
  return async function routes(app) {
    app.addHook('onRequest', createRateHook(app, callsPerMinute))
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit }, (_, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body))))
    )
    app.setErrorHandler((error, request, reply) => {
      const { status, detail } = toProblem(error)
      if (status >= 500) request.log.error({ err: error }, 'request failed')
      if (error instanceof AppError && error.retryAfter !== undefined) reply.header('retry-after', Math.ceil(error.retryAfter))
      const language = languageOf(request)
      const text = status === 404 ? textsOf(language).page.unknown : detail
      if (wantsJson(request)) return problem(reply, status, text)
      return page(reply, status, textPage({ language, title: textsOf(language).page.refused, text }))
    })

    app.get<Token>('/t/:token', { schema: { hide: true } }, async (request, reply) => {
      const view = await linkSteps.open(request.params.token)
      if (view.fault) return refused(request, reply, view)
      return page(reply, 200, formPage(view, now()))
    })

    app.post<Token>(
      '/t/:token',
      { bodyLimit, config: { audit: 'links.use' }, schema: { hide: true } },
      async (request, reply) => {
        const view = await linkSteps.open(request.params.token)
        request.actingFor = view.user.id
        if (view.fault) return refused(request, reply, view)
        const { page: texts } = textsOf(view.language)
        try {
          settled(await linkSteps.act(view, stepBody(view, request.body)))
        } catch (error) {
          if (!(error instanceof AppError) || error.code === 'internal') throw error
          // Of two that came at once the second finds it used.
          const again = await linkSteps.open(request.params.token)
          if (again.fault) return refused(request, reply, again)
          if (wantsJson(request)) return problem(reply, error.status, error.message)
          return page(reply, error.status, formPage(view, now(), error.message))
        }
        const text = texts.doneText[view.link.purpose]
        return page(reply, 200, textPage({ language: view.language, title: texts.done, text, link: toTicket(view) }))
      }
    )
  }
}

/** A person reads a page; a program that asks for JSON gets what the API answers. */
function refused(request: FastifyRequest, reply: FastifyReply, view: LinkView & { fault?: LinkFault }): FastifyReply {
  const { page: texts } = textsOf(view.language)
  const fault = view.fault ?? 'unknown'
  if (wantsJson(request)) return problem(reply, statusOf[fault], texts[fault])
  const content = { language: view.language, title: texts.refused, text: texts[fault], link: toTicket(view) }
  return page(reply, statusOf[fault], textPage(content))
}

function wantsJson({ headers: { accept = '' } }: FastifyRequest): boolean {
  return /json/.test(accept) && !/text\/html/.test(accept)
}

function problem(reply: FastifyReply, status: number, detail: string): FastifyReply {
  const title = STATUS_CODES[status] ?? String(status)
  return reply.code(status).header('cache-control', 'no-store').type('application/problem+json').send({ title, status, detail })
}

function page(reply: FastifyReply, status: number, html: string): FastifyReply {
  // The address is as good as a password for one step: no other site is to learn it, no cache to keep it.
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex, nofollow')
    .type('text/html; charset=utf-8')
    .send(html)
}

function toTicket({ ticket, language }: LinkView) {
  return { label: textsOf(language).page.openTicket, href: `/tickets/${encodeURIComponent(ticket.id)}` }
}

/** The form's fields as the step takes them; the desk says what is wrong with them. */
function stepBody({ link, timezone }: LinkView, sent: unknown): object {
  const form: Record<string, unknown> = typeof sent === 'object' && sent !== null ? { ...sent } : {}
  const text = (name: string) => {
    const value = form[name]
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
  }
  const note = text('note')
  const base = note === undefined ? {} : { note }
  if (link.purpose === 'hand_on') return { ...base, assignee: text('assignee') }
  if (link.purpose === 'accept') return base
  const at = DateTime.fromISO(text('at') ?? '', { zone: timezone })
  return { ...base, at: at.isValid ? at.toUTC().toISO() : text('at') }
}

/** Before it is known whose link it is. */
function languageOf(request: FastifyRequest): Language {
  return /^\s*en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh'
}
