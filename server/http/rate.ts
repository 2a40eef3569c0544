/** How often one address, or one session, may call. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'

/**
 * A hook that counts calls by address, or by what `keyOf` says, and refuses those above `perMinute` with 429. Each hook counts
 * on its own, so a route may have a stricter one beside that of the whole API.
 */
export function createRateHook(
  app: FastifyInstance,
  perMinute: number,
  keyOf: (request: FastifyRequest) => string = ({ ip }) => ip
) {
  const count = app.createRateLimit({ max: perMinute, timeWindow: 60_000, keyGenerator: keyOf })
  return async function checkRate(request: FastifyRequest): Promise<void> {
    const result = await count(request)
    if (result.isAllowed || !result.isExceeded) return
    const retryAfter = Math.max(1, result.ttlInSeconds)
    throw new AppError('too_many', `Too many requests. Try again in ${retryAfter} s.`, { retryAfter })
  }
}
