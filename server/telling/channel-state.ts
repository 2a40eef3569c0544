/** What is left of each channel's budget, and how it does: stored, so that a restart forgets neither. */
import type { Connection } from '../database/database.ts'
import type { ChannelStateTable } from '../database/people-tables.ts'
import { type Budget, fullBucket, nextTokenAt, postsLeft, refilled, spent } from './budget.ts'

/** Times in ms. */
export type ChannelState = {
  blockedUntil: number | null
  failingSince: number | null
  lastError: string | null
  lastSentAt: number | null
  bucket: { tokens: number; at: number } | undefined
}

const untouched: ChannelState = { blockedUntil: null, failingSince: null, lastError: null, lastSentAt: null, bucket: undefined }
const errorLength = 500

export async function readChannelStates(db: Connection): Promise<(channel: string) => ChannelState> {
  const rows = await db.selectFrom('channel_states').selectAll().execute()
  const states = new Map(rows.map((row) => [row.channel, toState(row)]))
  return (channel) => states.get(channel) ?? untouched
}

async function readState(db: Connection, channel: string): Promise<ChannelState> {
  const row = await db.selectFrom('channel_states').selectAll().where('channel', '=', channel).executeTakeFirst()
  return row ? toState(row) : untouched
}

/** Posts that may go now, and when the next one may. */
export function allowance(state: ChannelState, budget: Budget | undefined, now: number, urgent: boolean) {
  if (state.blockedUntil !== null && state.blockedUntil > now) return { posts: 0, nextAt: state.blockedUntil }
  if (!budget) return { posts: Number.POSITIVE_INFINITY, nextAt: now }
  const bucket = refilled(state.bucket ?? fullBucket(budget, now), budget, now)
  return { posts: postsLeft(bucket, budget, urgent), nextAt: nextTokenAt(bucket, budget, urgent) }
}

export type Spending = { channel: string; budget: Budget | undefined; posts: number; urgent: boolean; now: number }

/** Takes the posts off the budget; false, and nothing taken, when they are not there or the channel is blocked. */
export async function spend(db: Connection, { channel, budget, posts, urgent, now }: Spending): Promise<boolean> {
  const state = await readState(db, channel)
  if (allowance(state, budget, now, urgent).posts < posts) return false
  if (!budget) return true
  await save(db, channel, { ...state, bucket: spent(refilled(state.bucket ?? fullBucket(budget, now), budget, now), posts) })
  return true
}

export async function noteSent(db: Connection, channel: string, now: number): Promise<void> {
  const state = await readState(db, channel)
  await save(db, channel, { ...state, failingSince: null, lastError: null, lastSentAt: now, blockedUntil: null })
}

/** `blockedUntil`: the other side takes nothing before. */
export async function noteFailed(
  db: Connection,
  channel: string,
  { error, blockedUntil, now }: { error: string; blockedUntil: number | null; now: number }
): Promise<void> {
  const state = await readState(db, channel)
  await save(db, channel, {
    ...state,
    failingSince: state.failingSince ?? now,
    lastError: error.slice(0, errorLength),
    blockedUntil: blockedUntil ?? state.blockedUntil
  })
}

/** Somebody changed it: what it did before says nothing any more. The budget stays. */
export async function forgetFailures(db: Connection, channel: string): Promise<void> {
  const state = await readState(db, channel)
  await save(db, channel, { ...state, failingSince: null, lastError: null, blockedUntil: null })
}

async function save(db: Connection, channel: string, state: ChannelState): Promise<void> {
  const values = {
    // Without a limit nothing is counted.
    tokens: state.bucket?.tokens ?? 0,
    tokens_at: state.bucket?.at ?? 0,
    blocked_until: state.blockedUntil,
    failing_since: state.failingSince,
    last_error: state.lastError,
    last_sent_at: state.lastSentAt
  }
  await db
    .insertInto('channel_states')
    .values({ channel, ...values })
    .onConflict((conflict) => conflict.column('channel').doUpdateSet(values))
    .execute()
}

function toState(row: ChannelStateTable): ChannelState {
  return {
    blockedUntil: row.blocked_until,
    failingSince: row.failing_since,
    lastError: row.last_error,
    lastSentAt: row.last_sent_at,
    bucket: row.tokens_at === 0 ? undefined : { tokens: row.tokens, at: row.tokens_at }
  }
}
