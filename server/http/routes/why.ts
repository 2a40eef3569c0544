import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Alarm } from '../../alarms/alarm.ts'
import type { Cause } from '../../alarms/alarm-store.ts'
import type { PastWhy } from '../../backtest/backtester.ts'
import { timeSchema } from '../../contract/common.ts'
import type { RuleItem } from '../../contract/rules.ts'
import { type Why, type WhyReason, whySchema } from '../../contract/why.ts'
import { AppError } from '../../errors.ts'
import type { Explanation } from '../../rules/explain.ts'
import type { HttpParts } from '../parts.ts'
import { goneSignal } from './backtest.ts'

type Parts = Pick<HttpParts, 'rules' | 'register' | 'alarms' | 'alarmHistory' | 'explain' | 'backtester' | 'retentionMs' | 'now'>

/** Did a rule fire on an equipment or not, and why: as things stand now, or stood at a time that has passed. */
export function whyRoutes({ rules, register, alarms, explain, now, ...past }: Parts): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.get(
      '/rules/:id/why',
      {
        schema: {
          tags: ['rules'],
          summary: 'Why a rule fired on an equipment, or did not; `at`: at a time that has passed',
          params: z.object({ id: z.string() }),
          querystring: z.strictObject({ equipment: z.string(), at: timeSchema.optional() }),
          response: { 200: whySchema }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const { equipment, at: asked } = request.query
        const rule = await rules.find(id)
        if (!rule) throw new AppError('not_found', `There is no rule ${id}.`)
        const known = register.get(equipment)
        if (!known) throw unknownEquipment(equipment)
        const applies = (of: Pick<RuleItem, 'equipment' | 'kind'>) =>
          of.equipment === undefined ? of.kind === known.kind : of.equipment === equipment
        if (asked !== undefined) {
          const at = expectKept(Date.parse(asked), now(), past.retentionMs)
          const signal = goneSignal(reply)
          const isJudged = applies(rule) && known.enabled !== false
          const { explanation, version } = isJudged ? await past.backtester.why({ rule, equipment, at }, signal) : nothing
          const alarm = await alarmAt(past.alarmHistory, { rule: id, equipment }, at)
          const isEnabled = (version?.body ?? rule).enabled !== false
          const then = { id, version: version?.version ?? rule.version, enabled: isEnabled }
          return toWhy({ rule: then, equipment, at, alarm, applies: isJudged, explanation })
        }
        const at = now()
        const alarm = await alarms.standing(id, equipment)
        const explanation = applies(rule) ? explain(id, equipment, at) : undefined
        return toWhy({ rule, equipment, at, alarm, applies: applies(rule), explanation })
      }
    )
  }
}

const nothing: PastWhy = { explanation: undefined, version: undefined }

/** @throws AppError `invalid` naming `at`. */
function expectKept(at: number, now: number, retentionMs: number): number {
  const fault = at > now ? 'expected a time that has passed' : 'expected a time of which readings are still kept'
  if (at <= now && at >= now - retentionMs) return at
  throw new AppError('invalid', 'Invalid: at.', { errors: [{ field: 'at', message: fault }] })
}

/** The alarm as it stood then, if one did. */
async function alarmAt(history: Parts['alarmHistory'], cause: Cause, at: number): Promise<KnownAlarm | undefined> {
  const last = await history.lastBefore(cause, at)
  if (!last || last.state === 'normal') return undefined
  const suppression = (await history.of(last.id)).findLast((event) => event.type === 'suppressed' && event.at <= at)
  return { ...last, suppressedBy: suppression ? String(suppression.detail['by']) : null }
}

function unknownEquipment(id: string): AppError {
  return new AppError('invalid', `There is no equipment ${id}.`, { errors: [{ field: 'equipment', message: `unknown: ${id}` }] })
}

type KnownAlarm = Pick<Alarm, 'id' | 'state' | 'ticket' | 'suppressedBy'>

type Known = {
  rule: Pick<RuleItem, 'id' | 'version' | 'enabled' | 'faulty'>
  equipment: string
  at: number
  alarm: KnownAlarm | undefined
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
function reasonsBeside({ enabled, faulty }: Known['rule'], applies: boolean, alarm: KnownAlarm | undefined): WhyReason[] {
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
