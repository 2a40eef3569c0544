/** Writes down who did what before the answer leaves: what was answered is in the audit. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { NewAuditEntry } from '../audit/entry.ts'
import { isSecretName, masked, toKeepable } from '../audit/mask.ts'
import { sessionCookie } from '../browser-session.ts'
import type { Caller } from './access.ts'
import type { HttpParts } from './parts.ts'

const prefix = '/api/v1/'
const reading: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
const exports: ReadonlySet<unknown> = new Set(['csv', 'xlsx'])
const longestObject = 200

/** An `onSend` hook for all routes. Where the entry cannot be stored the caller gets an error in place of the answer. */
export function createAuditHook({ audit }: Pick<HttpParts, 'audit'>) {
  const seen = new WeakSet<FastifyRequest>()
  return async function writeDown(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
    // The answer that tells of a failure to write comes by here as well.
    if (seen.has(request)) return payload
    const entry = entryOf(request, reply, payload)
    if (entry === undefined) return payload
    seen.add(request)
    try {
      await audit.append(entry)
    } catch (error) {
      // Nobody gets a session that is not on record.
      if (entry.action.startsWith('session.')) reply.clearCookie(sessionCookie, { path: '/' })
      throw error
    }
    return payload
  }
}

/** What is written of this call; undefined for what only reads and for what failed by its form. */
function entryOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): NewAuditEntry | undefined {
  const { url } = request.routeOptions
  const action = url === undefined ? undefined : actionOf(request, url, reply.statusCode)
  if (url === undefined || action === undefined) return undefined
  const { caller, ip, body } = request
  const status = reply.statusCode
  const login = action.startsWith('session.login') ? userName(body) : undefined
  const detail = {
    status,
    role: caller?.user.role,
    address: ip,
    body: toKeepable(body),
    query: reading.has(request.method) ? toKeepable({ ...(request.query as object) }) : undefined,
    reason: status < 400 ? undefined : reasonOf(payload)
  }
  const actor = status < 400 && login !== undefined ? login : (idOf(caller) ?? request.actingFor)
  return { actor, action, object: login === undefined ? objectOf(request, reply, url) : `users/${login}`, detail }
}

function actionOf({ method, query, routeOptions: { config } }: FastifyRequest, url: string, status: number): string | undefined {
  const call = `${method} ${url.replace(prefix, '')}`
  if (call === 'POST session') return status < 400 ? 'session.login' : status === 401 ? 'session.login_failed' : undefined
  if (call === 'DELETE session') return status < 400 ? 'session.logout' : undefined
  if (call === 'POST session/password' && status === 400) return 'session.password'
  const done = status < 400
  if (reading.has(method)) {
    const isExport = url.startsWith(`${prefix}reports/`) && exports.has((query as { format?: unknown } | undefined)?.format)
    return done && isExport ? `${wordsOf(url)}.export` : undefined
  }
  if (!done && status !== 403 && status !== 409) return undefined
  return config.audit ?? `${wordsOf(url)}${verbOf(method, url)}`
}

/** `/api/v1/tickets/:id/actions/accept` → `tickets.accept`. */
function wordsOf(url: string): string {
  const parts = url.replace(prefix, '').split('/')
  return parts.filter((part) => part !== '' && part !== 'actions' && !part.startsWith(':')).join('.')
}

/** A POST below something is named by its last word. */
function verbOf(method: string, url: string): string {
  if (method === 'POST') return url.replace(prefix, '').includes('/') ? '' : '.create'
  return `.${{ PATCH: 'update', PUT: 'replace', DELETE: 'delete' }[method] ?? method.toLowerCase()}`
}

/** The path up to its last parameter; of what was just made, where it is to be found. */
function objectOf(request: FastifyRequest, reply: FastifyReply, url: string): string {
  const location = reply.getHeader('location')
  if (typeof location === 'string' && location.startsWith(prefix)) return cut(decodeURIComponent(location.slice(prefix.length)))
  const params = request.params as Record<string, unknown> | undefined
  const parts = url
    .replace(prefix, '')
    .split('/')
    .filter((part) => part !== '')
  const end = parts.findLastIndex((part) => part.startsWith(':'))
  const named = end === -1 ? parts : parts.slice(0, end + 1)
  return cut(
    named
      .map((part) =>
        part.startsWith(':') ? (isSecretName(part.slice(1)) ? masked : String(params?.[part.slice(1)] ?? '')) : part
      )
      .join('/')
  )
}

function userName(body: unknown): string {
  const name = typeof body === 'object' && body !== null && 'username' in body ? body.username : ''
  return cut(typeof name === 'string' ? name : '')
}

function idOf(caller: Caller | null): string | null {
  return caller?.user.id ?? null
}

function reasonOf(payload: unknown): string | undefined {
  if (typeof payload !== 'string') return undefined
  try {
    const problem: unknown = JSON.parse(payload)
    return typeof problem === 'object' && problem !== null && 'detail' in problem ? String(problem.detail) : undefined
  } catch {
    // A page, not a problem: it says why itself.
    return undefined
  }
}

/** Neither U+0000 nor half a character: a column of PostgreSQL would keep something else than what was hashed. */
function cut(text: string): string {
  return Buffer.from(text.slice(0, longestObject).replaceAll('\u0000', '\uFFFD')).toString()
}
