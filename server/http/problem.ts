/** Every failure as problem+json (RFC 9457); what went wrong inside never reaches the caller. */
import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { Problem } from '../contract/common.ts'
import { AppError, type FieldFault } from '../errors.ts'

const problemType = 'application/problem+json'

/** `extra` are members of the problem's own, such as the components of `/health`. */
export function sendProblem(reply: FastifyReply, problem: Problem, extra: Record<string, unknown> = {}): FastifyReply {
  const body = JSON.stringify({ ...extra, ...problem })
  return reply.code(problem.status).header('cache-control', 'no-store').type(problemType).send(body)
}

export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error)
  if (problem.status >= 500) request.log.error({ err: error, url: request.url }, 'request failed')
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="wuxun"')
  if (error instanceof AppError && error.retryAfter !== undefined) reply.header('retry-after', Math.ceil(error.retryAfter))
  return sendProblem(reply, problem)
}

export function toProblem(error: unknown): Problem {
  if (error instanceof AppError && error.code !== 'internal') {
    const { status, message, errors, allowed } = error
    return { ...blank(status), detail: message, ...(errors && { errors }), ...(allowed && { allowed }) }
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.flatMap((issue) => toFaults(issue, error.validationContext ?? 'body'))
    return { ...blank(400), detail: `Invalid: ${[...new Set(errors.map((fault) => fault.field))].join(', ')}.`, errors }
  }
  const status = statusOf(error)
  if (status >= 400 && status < 500) return { ...blank(status), detail: error instanceof Error ? error.message : '' }
  return { ...blank(500), detail: 'The server failed. The failure is in its log.' }
}

function blank(status: number): { title: string; status: number } {
  return { title: STATUS_CODES[status] ?? 'Error', status }
}

/** The web framework's own errors: a body that is too large, of a wrong type, no JSON. */
function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500
  return typeof error.statusCode === 'number' ? error.statusCode : 500
}

type Issue = { instancePath: string; message?: string; params: Record<string, unknown> }

/** An unknown key is named itself, not the object it stands in. */
function toFaults(issue: Issue, context: string): FieldFault[] {
  const parts = issue.instancePath.split('/').filter((part) => part !== '')
  // A parameter's values have no names of their own.
  const path = context === 'querystring' ? parts.slice(0, 1) : parts
  const message = issue.message ?? 'invalid'
  const keys = issue.params['keys']
  if (Array.isArray(keys)) return keys.map((key) => ({ field: [...path, String(key)].join('.'), message: 'unknown field' }))
  const inside = message === 'Invalid input' ? meantShape(issue.params['errors']) : undefined
  if (inside) return inside.flatMap((each) => toFaults(nested(each, path), context))
  return [{ field: path.length > 0 ? path.join('.') : context, message }]
}

type Inner = { path: PropertyKey[]; code: string; message: string; keys?: string[]; errors?: unknown }

/** What is wrong with the one of several shapes that was meant: the one whose outermost type fits. */
function meantShape(shapes: unknown): Inner[] | undefined {
  const fits = (issues: Inner[]) => issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys')
  return Array.isArray(shapes) ? shapes.find(fits) : undefined
}

function nested({ path, message, keys, errors }: Inner, outer: readonly string[]): Issue {
  return { instancePath: `/${[...outer, ...path.map(String)].join('/')}`, message, params: { keys, errors } }
}
