import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { toAdvice, toBacktestAnswer } from '../../backtest/present-answer.ts'
import { adviceRequestSchema, adviceSchema, backtestAnswerSchema, backtestRequestSchema } from '../../contract/backtest.ts'
import type { HttpParts } from '../parts.ts'

const tags = ['rules']
const access = 'writeRules'

/** Rules tried on stored history; neither call changes anything. */
export function backtestRoutes({ backtester }: Pick<HttpParts, 'backtester'>): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.post(
      '/rules/backtest',
      {
        config: { access },
        schema: {
          tags,
          summary: 'What a rule, stored or a draft, would have done',
          body: backtestRequestSchema,
          response: { 200: backtestAnswerSchema }
        }
      },
      async (request, reply) => {
        return toBacktestAnswer(await backtester.backtest(request.body, goneSignal(reply)))
      }
    )

    app.post(
      '/rules/advise',
      {
        config: { access },
        schema: {
          tags,
          summary: 'Delays and deadbands with fewer alarms that keep every known fault',
          body: adviceRequestSchema,
          response: { 200: adviceSchema }
        }
      },
      async (request, reply) => {
        const { result, input } = await backtester.advise(request.body, goneSignal(reply))
        return toAdvice(result, input, request.body.target.keep.length)
      }
    )
  }
}

/** Aborts when the caller hangs up before he has his answer. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}
