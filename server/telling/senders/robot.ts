/** What the robots of chat programs have in common: JSON to an address, and a code of the maker's own in the answer. */
import type { Answer } from '../guarded-request.ts'
import { ask, type Letter, type Outcome, outcomeOf, type SendTools } from './sender.ts'

export type RobotMessage = { url: string; allowPrivate: boolean; body: object }

/** Never rejects. */
export function tellRobot(
  { url, allowPrivate, body }: RobotMessage,
  { id }: Pick<Letter, 'id'>,
  { request, timeoutMs }: SendTools,
  read: (answer: Answer) => Outcome
): Promise<Outcome> {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'idempotency-key': id }
  return ask(() => request({ url, method: 'POST', headers, body: JSON.stringify(body), allowPrivate, timeoutMs }), read)
}

/** `blockMs`: how long it takes nothing after `tooFast`. */
export type Errcodes = { tooFast: ReadonlySet<number>; busy: ReadonlySet<number>; blockMs: number }

/** WeCom and DingTalk: `errcode`, 0 when it was taken. `now` in ms. */
export function byErrcode(answer: Answer, { tooFast, busy, blockMs }: Errcodes, now: number): Outcome {
  const { errcode } = fieldsOf(answer.body)
  if (errcode === 0) return { ok: true, answer: answer.body }
  if (typeof errcode !== 'number') return wordless(answer, now)
  if (tooFast.has(errcode)) return { ok: false, retry: 'blocked', until: now + blockMs, answer: answer.body }
  return { ok: false, retry: busy.has(errcode) ? 'later' : 'never', answer: answer.body }
}

/** Without a code it was not the robot that answered. */
export function wordless(answer: Answer, now: number): Outcome {
  return outcomeOf(answer.status < 300 ? { ...answer, status: 502 } : answer, now)
}

/** The fields of a robot's answer; none when it is no JSON. */
export function fieldsOf(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
