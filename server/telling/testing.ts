/** Sends a test now, past the outbox but not past the budget, and says what the other side answered. */
import type { ChannelTest, ChannelTestAnswer } from '../contract/telling.ts'
import type { Database } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { atomically } from '../database/transaction.ts'
import { AppError } from '../errors.ts'
import { defaultSite, readSiteSettings } from '../site/site-settings.ts'
import { budgetOf } from './budget.ts'
import { allowance, noteFailed, noteSent, readChannelStates, spend } from './channel-state.ts'
import { type Channels, perMinuteOf } from './channels.ts'
import { readPeople } from './directory.ts'
import type { Requester } from './guarded-request.ts'
import { readPushTargets } from './push-subscriptions.ts'
import type { Address, Letter } from './senders/sender.ts'
import type { Send } from './senders/senders.ts'
import { textsOf } from './text.ts'

export type TesterOptions = {
  database: Database
  channels: Pick<Channels, 'open' | 'find'>
  send: Send
  request: Requester
  now: () => number
  ownUrl: () => string
}

const timeoutMs = 10_000
const shownOfAnswer = 2_000

export function createTester({ database, channels, send, request, now, ownUrl }: TesterOptions) {
  async function addressFor({ user, email, phone }: ChannelTest, caller: string): Promise<Address> {
    const id = user ?? caller
    const person = (await readPeople(database)).get(id)
    if (!person) {
      throw new AppError('invalid', `There is no user ${id}.`, { errors: [{ field: 'user', message: `unknown: ${id}` }] })
    }
    const mail = email ?? person.email
    const number = phone ?? person.phone
    return {
      name: person.name,
      ...(mail !== null && { email: mail }),
      ...(number !== null && { phone: number }),
      subscriptions: (await readPushTargets(database))(id)
    }
  }

  /**
   * Throws `not_found`, `conflict` when the channel is out of use, `invalid` when there is no address to send to, and
   * `too_many` when its budget is used up.
   */
  return async function test(id: string, to: ChannelTest, caller: string): Promise<ChannelTestAnswer> {
    await channels.find(id)
    const channel = (await channels.open()).channels.get(id)
    if (!channel) throw new AppError('conflict', `Channel ${id} is out of use, or its settings cannot be read.`)
    const { kind } = channel
    const address = await addressFor(to, caller)
    const missing = kind === 'smtp' && !address.email ? 'email' : kind === 'sms' && !address.phone ? 'phone' : undefined
    if (missing) {
      const message = 'expected an address: this user has none'
      throw new AppError('invalid', `${missing}: ${message}`, { errors: [{ field: missing, message }] })
    }
    const at = now()
    const budget = budgetOf(kind, perMinuteOf(channel.settings))
    const spending = { channel: id, budget, posts: 1, urgent: true, now: at }
    if (!(await atomically(database, (db) => spend(db, spending)))) {
      const { nextAt } = allowance((await readChannelStates(database))(id), budget, at, true)
      throw new AppError('too_many', 'The channel takes nothing at present.', { retryAfter: Math.max(1, (nextAt - at) / 1000) })
    }
    const site = (await readSiteSettings(database)) ?? defaultSite
    const name = site.name || site.id
    const text = textsOf(site.language ?? 'zh').test(name)
    const url = (site.publicUrl ?? ownUrl()).replace(/\/+$/, '')
    const letter: Letter = {
      id: createId('te', at),
      urgent: false,
      title: text,
      text: `${text}\n${url}`,
      mentions: [],
      to: address,
      items: [],
      url,
      site: name
    }
    const outcome = await send(channel, letter, { request, now, timeoutMs })
    const tookMs = now() - at
    await atomically(database, async (db) => {
      if (outcome.ok) return noteSent(db, id, now())
      const blockedUntil = outcome.retry === 'blocked' ? outcome.until : null
      return noteFailed(db, id, { error: outcome.answer, blockedUntil, now: now() })
    })
    return { ok: outcome.ok, answer: outcome.answer.slice(0, shownOfAnswer), tookMs }
  }
}
