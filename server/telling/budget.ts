/**
 * How many posts a channel may send: a token bucket in whole numbers, exact however often it is looked at. Pure; times in ms.
 * Chat robots count in any 60 s: a full bucket and what flows in within a minute stay below that together.
 */
import type { ChannelKind } from '../contract/telling.ts'

export type Limits = { perMinute: number; perSecond?: number }
export type Budget = {
  /** Posts at once. */
  burst: number
  /** Posts that flow in within a minute. */
  refill: number
  /** Posts that only the urgent lane may take. */
  reserve: number
}
export type Bucket = { tokens: number; at: number }

/** What the makers state; a robot of DingTalk that goes over it is shut for ten minutes. */
const limitsOf: Partial<Record<ChannelKind, Limits>> = {
  // developer.work.weixin.qq.com/document/path/91770: 20 messages a minute and robot.
  wecom: { perMinute: 20 },
  // open.dingtalk.com "custom robot access": 20 a minute, above it blocked for 10 minutes.
  dingtalk: { perMinute: 20 },
  // open.feishu.cn "custom bot usage guide": 100 a minute and 5 a second.
  feishu: { perMinute: 100, perSecond: 5 }
}

/** Undefined: no limit is known. `perMinute` of the channel's own settings goes before what is known of its kind. */
export function budgetOf(kind: ChannelKind, perMinute: number | undefined): Budget | undefined {
  const known = limitsOf[kind]
  const limits = perMinute === undefined ? known : { ...known, perMinute }
  if (!limits) return undefined
  // A tenth is left alone: what we sent evenly may arrive bunched.
  const most = Math.floor(limits.perMinute * 0.9)
  const burst = Math.max(1, Math.min(Math.floor(limits.perMinute / 4), Math.floor((limits.perSecond ?? limits.perMinute) * 0.6)))
  const refill = Math.max(1, Math.min(most - burst, Math.floor(limits.perMinute * 0.65)))
  return { burst, refill, reserve: Math.floor(burst * 0.4) }
}

/** Tokens of a post: what flows in within a millisecond is whole then. */
const whole = 60_000

export function fullBucket({ burst }: Budget, now: number): Bucket {
  return { tokens: burst * whole, at: now }
}

/** With what flowed in since. A clock that went back fills nothing. */
export function refilled(bucket: Bucket, { burst, refill }: Budget, now: number): Bucket {
  const tokens = bucket.tokens + Math.max(0, now - bucket.at) * refill
  return { tokens: Math.min(burst * whole, tokens), at: now }
}

/** Posts that may go now. */
export function postsLeft({ tokens }: Bucket, { reserve }: Budget, urgent: boolean): number {
  return Math.max(0, Math.floor(tokens / whole) - (urgent ? 0 : reserve))
}

/** The most that may ever go at once. */
export function mostAtOnce({ burst, reserve }: Budget, urgent: boolean): number {
  return burst - (urgent ? 0 : reserve)
}

export function spent(bucket: Bucket, posts: number): Bucket {
  return { ...bucket, tokens: bucket.tokens - posts * whole }
}

/** When one more may go, ms. */
export function nextTokenAt(bucket: Bucket, { refill, reserve }: Budget, urgent: boolean): number {
  const missing = (1 + (urgent ? 0 : reserve)) * whole - bucket.tokens
  return missing <= 0 ? bucket.at : bucket.at + Math.ceil(missing / refill)
}
