/**
 * Requests to addresses that people wrote down. The name is resolved once, what it resolves to is looked at, and exactly
 * that is connected to, so that a name cannot point somewhere else a moment later. Redirects are answers, never followed.
 */
import { lookup as lookUp } from 'node:dns/promises'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from './public-address.ts'

export type GuardedRequest = {
  url: string
  method: 'GET' | 'POST' | 'PUT'
  headers: Readonly<Record<string, string>>
  body: string | Buffer | null
  /** Whether it may go to a private network or this machine. */
  allowPrivate: boolean
  /** From the look-up to the last byte. */
  timeoutMs: number
}
export type Answer = { status: number; headers: Readonly<Record<string, string | string[] | undefined>>; body: string }

/** Rejects with `ForbiddenAddress`, or with what went wrong on the way. */
export type Requester = (request: GuardedRequest) => Promise<Answer>

/** The address is where messages must not go. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress'
}

export type Resolved = { address: string; family: number }
/** All addresses of a name. */
export type Resolver = (host: string) => Promise<Resolved[]>

const answerLimit = 64 * 1024
const resolveName: Resolver = (host) => lookUp(host, { all: true, verbatim: true })

export function createRequester(resolve: Resolver = resolveName): Requester {
  return async ({ url, method, headers, body, allowPrivate, timeoutMs }) => {
    const target = new URL(url)
    const signal = AbortSignal.timeout(timeoutMs)
    const host = target.hostname.replace(/^\[|\]$/g, '')
    const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await orAbort(resolve(host), signal)
    const [first] = found
    if (!first) throw new Error(`${host} has no address`)
    const inside = found.find(({ address }) => !isPublicAddress(address))
    if (inside && !allowPrivate) {
      const where = inside.address === host ? host : `${host} is ${inside.address}, which`
      throw new ForbiddenAddress(`${where} lies in a private network: the channel does not allow it (allowPrivate)`)
    }
    const lookup: LookupFunction = (_host, options, done) => {
      if (options.all) done(null, [first])
      else done(null, first.address, first.family)
    }
    const start = target.protocol === 'https:' ? requestHttps : requestHttp
    return await new Promise<Answer>((fulfil, reject) => {
      const sent = start(
        target,
        {
          method,
          lookup,
          signal,
          agent: false,
          headers: { ...headers, ...(body !== null && { 'content-length': Buffer.byteLength(body) }) }
        },
        (response) => {
          const chunks: Buffer[] = []
          let size = 0
          response.on('data', (chunk: Buffer) => {
            size += chunk.length
            if (size <= answerLimit) chunks.push(chunk)
            // Whoever says more than that is not answering us.
            else response.destroy()
          })
          response.on('error', reject)
          response.on('close', () => {
            const text = Buffer.concat(chunks).toString('utf8')
            if (response.complete || size > answerLimit)
              fulfil({ status: response.statusCode ?? 0, headers: response.headers, body: text })
            else reject(new Error('the connection ended within the answer'))
          })
        }
      )
      sent.on('error', (error) => reject(signal.aborted ? new Error(`no answer within ${timeoutMs} ms`) : error))
      sent.end(body ?? undefined)
    })
  }
}

async function orAbort<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return await new Promise<Result>((fulfil, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the name could not be resolved in time')), { once: true })
    work.then(fulfil, reject)
  })
}
