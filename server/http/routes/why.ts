import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Alarm } from '../../alarms/alarm.ts'
import type { RuleItem } from '../../contract/rules.ts'
import { type Why, type WhyReason, whySchema } from '../../contract/why.ts'
import { AppError } from '../../errors.ts'
import type { Explanation } from '../../rules/explain.ts'
import type { HttpParts } from '../parts.ts'

type Parts = Pick<HttpParts, 'rules' | 'register' | 'alarms' | 'explain' | 'now'>

/** Did a rule fire on an equipment or not, and why, as things stand now. */
export function whyRoutes({ rules, register, alarms, explain, now }: Parts): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/rules/:id/why',
      {
        schema: {
          tags: ['rules'],
          summary: 'Why a rule fired on an equipment, or did not',
          params: z.object({ id: z.string() }),
          querystring: z.strictObject({ equipment: z.string() }),
          response: { 200: whySchema }
        }
      },
      async (request) => {
        const { id } = request.params
        const { equipment } = request.query
        const rule = await rules.find(id)
        if (!rule) throw new AppError('not_found', `There is no rule ${id}.`)
        const known = register.get(equipment)
        if (!known) throw unknownEquipment(equipment)
        const applies = rule.equipment === undefined ? rule.kind === known.kind : rule.equipment === equipment
        const at = now()
        const alarm = await alarms.standing(id, equipment)
        return toWhy({ rule, equipment, at, alarm, applies, explanation: applies ? explain(id, equipment, at) : undefined })
      }
    )
  }
}

function unknownEquipment(id: string): AppError {
  return new AppError('invalid', `There is no equipment ${id}.`, { errors: [{ field: 'equipment', message: `unknown: ${id}` }] })
}

type Known = {
  rule: RuleItem
  equipment: string
  at: number
  alarm: Alarm | undefined
  applies: boolean
  explanation: Explanation | undefined
}

function toWhy({ rule, equipment, at, alarm, applies, explanation }: Known): Why {
  const { phase = 'normal', verdict = 'unknown', since = null, inputs = [], timers = [] } = explanation ?? {}
  return {
    rule: rule.id,
    ruleVersion: rule.version,
    equipment,
    at: toTime(at),
    verdict,
    phase,
    since: since === null ? null : toTime(since),
    reasons: [...new Set([...reasonsBeside(rule, applies, alarm), ...(explanation?.reasons ?? [])])],
    inputs: inputs.map(({ ts, ...input }) => ({
      ...input,
      ts: ts === null ? null : toTime(ts),
      ageSeconds: ts === null ? null : (at - ts) / 1000
    })),
    timers: timers.map(({ what, due }) => ({ what, due: toTime(due) })),
    alarm: alarm ? { id: alarm.id, state: alarm.state, ticket: alarm.ticket } : null
  }
}

/** What holds the rule or its alarm back beside its condition. */
function reasonsBeside({ enabled, faulty }: RuleItem, applies: boolean, alarm: Alarm | undefined): WhyReason[] {
  const reasons: WhyReason[] = []
  if (enabled === false) reasons.push('disabled')
  if (!applies) reasons.push('not_applicable')
  if (faulty) reasons.push('faulty')
  const state = alarm?.state
  if (state === 'suppressed') reasons.push(suppressionOf(alarm?.suppressedBy))
  if (state === 'shelved' || state === 'out_of_service') reasons.push(state)
  return reasons
}

/** `suppressedBy` names a rule, or what is none. */
function suppressionOf(by: string | null | undefined): WhyReason {
  if (by === 'test') return 'test_window'
  return by === 'flood' ? 'flood' : 'suppressed'
}

function toTime(ms: number): string {
  return new Date(ms).toISOString()
}
