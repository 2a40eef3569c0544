import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { parseDuration } from '../../contract/common.ts'
import { maxPoints, maxSkewed, pointsSchema, readingsQuerySchema } from '../../contract/readings.ts'
import { AppError, invalidField } from '../../errors.ts'
import type { BucketQuery, ReadingPoint } from '../../store/reading-store.ts'
import type { HttpParts } from '../parts.ts'
import { timeOf } from '../query.ts'

type Parts = Pick<HttpParts, 'register' | 'readings' | 'skewed' | 'timezone' | 'now'>

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Into so many parts a long range is cut to learn how many points it would give. */
const probes = 1000

export function readingsRoutes(parts: Parts): FastifyPluginAsyncZod {
  const { register, readings, now } = parts
  /**
   * Whether so fine a step could give more points than an answer may have. Empty buckets are left out,
   * so a wide range with few readings is fine: a coarse count tells before the fine query is made.
   */
  async function isTooFine(query: BucketQuery): Promise<boolean> {
    if (Math.ceil((query.to - query.from) / query.step) <= maxPoints) return false
    const width = Math.ceil((query.to - query.from) / probes)
    // Whole hours are counted in rollups rather than reading by reading.
    const step = width > hourMs ? Math.ceil(width / hourMs) * hourMs : width
    const perProbe = Math.ceil(step / query.step)
    const counts = await readings.buckets({ ...query, step, fn: 'count' })
    return counts.reduce((sum, [, count]) => sum + Math.min(Number(count), perProbe + 1), 0) > maxPoints
  }

  async function points(query: Omit<BucketQuery, 'step' | 'timezone'>, step: string | undefined): Promise<ReadingPoint[]> {
    const { equipment, metric, from, to } = query
    if (step === undefined) {
      const raw = await readings.range({ equipment, metric, from, to, limit: maxPoints + 1 })
      if (raw.length > maxPoints) throw invalidField('step', `more than ${maxPoints} points: give a step`)
      return raw
    }
    const stepMs = parseDuration(step) ?? 0
    if (stepMs < 1) throw invalidField('step', 'expected more than 0')
    const buckets = { ...query, step: stepMs, timezone: parts.timezone }
    if (await isTooFine(buckets)) throw invalidField('step', `more than ${maxPoints} points: give a longer step`)
    return readings.buckets(buckets)
  }

  return async function routes(app) {
    app.get(
      '/equipment/:id/readings',
      {
        schema: {
          tags: ['equipment'],
          summary: 'Raw values, or one value a step; [from, to), the last 24 h when left out',
          params: z.object({ id: z.string() }),
          querystring: readingsQuerySchema,
          response: { 200: pointsSchema }
        }
      },
      async (request) => {
        const { id } = request.params
        const { metric, step, fn } = request.query
        const equipment = register.get(id)
        if (!equipment) throw new AppError('not_found', `There is no equipment ${id}.`)
        const spec = Object.hasOwn(equipment.metrics, metric) ? equipment.metrics[metric] : undefined
        if (!spec) throw invalidField('metric', `${id} has no metric ${metric}`)
        if (step !== undefined && spec.type === 'string' && fn !== 'last' && fn !== 'count') {
          throw invalidField('fn', `${metric} is text: expected last or count`)
        }
        const to = timeOf('to', request.query.to) ?? now()
        const from = timeOf('from', request.query.from) ?? to - dayMs
        if (from > to) throw invalidField('from', 'expected a time before `to`')
        const range = { equipment: id, metric, from, to }
        const [found, skewed] = await Promise.all([
          points({ ...range, fn }, step),
          parts.skewed.skewedTimes({ ...range, limit: maxSkewed })
        ])
        return { points: found, ...(skewed.length > 0 && { skewed }) }
      }
    )
  }
}
