/**
 * Sends what the outbox has: each channel by itself, the urgent lane ahead of the normal one, one post at a time in each.
 * A post is bound to its deliveries and paid for out of the channel's budget in one transaction before it is sent, and
 * settled in another one after: whatever ends the process in between, it is sent again, with the same key.
 */
import type { Database } from '../database/database.ts'
import { createId } from '../database/id.ts'
import { atomically } from '../database/transaction.ts'
import { defaultSite, readSiteSettings } from '../site/site-settings.ts'
import { budgetOf, mostAtOnce } from './budget.ts'
import { allowance, type ChannelState, noteFailed, noteSent, readChannelStates, spend } from './channel-state.ts'
import { type Channels, type OpenChannel, perMinuteOf } from './channels.ts'
import { type Choice, chooseNext, topicsOf } from './compose.ts'
import { readPeople } from './directory.ts'
import type { Requester } from './guarded-request.ts'
import { holdLease } from './lease.ts'
import { type Post, writePost } from './letters.ts'
import type { Links } from './links.ts'
import { createOutbox, type Delivery } from './outbox.ts'
import { nextTry, retryAt, whyPassOn } from './passing-on.ts'
import { forgetTargets, readPushTargets } from './push-subscriptions.ts'
import type { Outcome } from './senders/sender.ts'
import type { Send } from './senders/senders.ts'

export type RunnerOptions = {
  database: Database
  channels: Pick<Channels, 'open'>
  links: Pick<Links, 'make'>
  send: Send
  request: Requester
  /** Server time in ms. */
  now: () => number
  /** In [0, 1). */
  random: () => number
  /** Names this instance among those that share the database; the same after a restart. */
  holder: string
  /** Where people reach the service when the site does not say; without a slash at its end. */
  ownUrl: () => string
  log?: { warn: (detail: object, message: string) => void; error: (detail: object, message: string) => void }
}

/** The least time between two looks, and the longest: another instance may have written something. */
const lookEachMs = 1_000
/** Deliveries read at once: in a flood the rest waits for the next look. */
const mostDue = 2_000
/** A request of the normal lane may take so long; an urgent one less, as another channel may be waiting for it to fail. */
const timeoutMs = { normal: 10_000, urgent: 8_000 }
const stopMs = 3_000
const failingWarnMs = 10 * 60_000

export type Runner = ReturnType<typeof createRunner>

export function createRunner(options: RunnerOptions) {
  const { database, channels, links, send, request, now, random, holder, ownUrl, log } = options
  const outbox = createOutbox(database)
  /** Lanes with a post under way, by channel and lane. */
  const busy = new Map<string, Promise<void>>()
  let lookAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | undefined
  let stopped = false
  let abandoned = false
  let warned: string[] = []

  async function look(): Promise<void> {
    const at = now()
    lookAt = at + lookEachMs
    const { channels: open, unreadable } = await channels.open()
    const states = await readChannelStates(database)
    warned = warningsOf(open, states, unreadable, at)
    const due = await outbox.due(at, mostDue)
    // One that cannot read a channel would fail over what another instance can send.
    if (due.length === 0 || unreadable.length > 0) return
    if (!(await atomically(database, (db) => holdLease(db, holder, at)))) return
    for (const [key, waiting] of lanesOf(await passOnLate(due, open, states, at))) {
      const channel = open.get(waiting[0]?.channel ?? '')
      if (!channel || busy.has(key) || stopped) continue
      const work = sendNext(channel, waiting, states(channel.id))
        .catch((err: unknown) =>
          log?.error({ err, channel: channel.id }, 'A message could not be sent or settled; it is tried again.')
        )
        .finally(() => {
          busy.delete(key)
          tick()
        })
      busy.set(key, work)
    }
  }

  /** Urgent ones that have waited long enough go to their next channel, all others of a channel out of use too. */
  async function passOnLate(
    due: readonly Delivery[],
    open: ReadonlyMap<string, OpenChannel>,
    states: (channel: string) => ChannelState,
    at: number
  ): Promise<Delivery[]> {
    const late: { delivery: Delivery; why: string }[] = []
    const rest: Delivery[] = []
    for (const delivery of due) {
      const underWay = delivery.post !== null && busy.has(laneOf(delivery))
      const blockedUntil = delivery.channel === null ? null : states(delivery.channel).blockedUntil
      const why = whyPassOn(delivery, { now: at, inUse: (id) => open.has(id), blockedUntil })
      if (why !== undefined && !underWay) late.push({ delivery, why })
      else if (!underWay) rest.push(delivery)
    }
    if (late.length > 0) {
      await atomically(database, async (db) => {
        for (const { delivery, why } of late) await createOutbox(db).passOn(delivery, nextTry(delivery, at, random()), why, at)
      })
      // They stand elsewhere now.
      lookAt = at
    }
    return rest
  }

  async function sendNext(channel: OpenChannel, waiting: readonly Delivery[], state: ChannelState): Promise<void> {
    const at = now()
    const urgent = waiting[0]?.lane === 'urgent'
    const budget = budgetOf(channel.kind, perMinuteOf(channel.settings))
    const { posts, nextAt } = allowance(state, budget, at, urgent)
    if (posts < 1) {
      // What is blocked for minutes need not be read each second.
      if (nextAt > at + lookEachMs && !urgent)
        await outbox.postpone(
          waiting.map(({ id }) => id),
          nextAt
        )
      lookAt = Math.min(lookAt, Math.max(nextAt, at + 1))
      return
    }
    const site = (await readSiteSettings(database)) ?? defaultSite
    const siteLanguage = site.language ?? 'zh'
    const choice = leftBehind(waiting, siteLanguage) ?? chooseNext(waiting, { kind: channel.kind, posts, siteLanguage })
    const baseUrl = (site.publicUrl ?? ownUrl()).replace(/\/+$/, '')
    const post = await writePost(choice, channel, {
      people: await readPeople(database),
      subscriptions: await readPushTargets(database),
      linksFor: async (wishes) => (await links.make(database, wishes, at)).map((token) => `${baseUrl}/t/${token}`),
      baseUrl,
      site: site.name || site.id,
      timezone: site.timezone
    })
    // A text in more parts than the budget will ever give goes without its end.
    const letters = budget ? post.letters.slice(0, mostAtOnce(budget, urgent)) : post.letters
    const id = await claim({ ...post, letters }, { channel: channel.id, budget, urgent })
    if (id === undefined) return
    const outcome = await sendAll({ ...post, letters }, channel, urgent)
    if (abandoned) return
    await settle(id, { ...post, letters }, channel, outcome)
    lookAt = now()
  }

  /** Undefined when the lease, the budget or the deliveries are gone by now. */
  async function claim(
    { letters, deliveries }: Post,
    spending: Pick<Parameters<typeof spend>[1], 'channel' | 'budget' | 'urgent'>
  ): Promise<string | undefined> {
    const at = now()
    // Those that a process left behind are still bound to its post.
    const id = deliveries[0]?.post ?? createId('po', at)
    const isClaimed = await atomically(database, async (db) => {
      if (!(await holdLease(db, holder, at))) return false
      if (!(await spend(db, { ...spending, posts: letters.length, now: at }))) return false
      const ids = deliveries.map((delivery) => delivery.id)
      return (await createOutbox(db).bind(ids, id)) > 0
    })
    return isClaimed ? id : undefined
  }

  async function sendAll({ letters }: Post, channel: OpenChannel, urgent: boolean): Promise<Outcome> {
    let outcome: Outcome = { ok: true, answer: '' }
    const tools = { request, now, timeoutMs: urgent ? timeoutMs.urgent : timeoutMs.normal }
    for (const letter of letters) {
      outcome = await send(channel, letter, tools)
      if (!outcome.ok) break
    }
    return outcome
  }

  async function settle(post: string, { deliveries }: Post, { id: channel }: OpenChannel, outcome: Outcome): Promise<void> {
    const at = now()
    await atomically(database, async (db) => {
      const box = createOutbox(db)
      if ('gone' in outcome) await forgetTargets(db, outcome.gone ?? [])
      if (outcome.ok) {
        await noteSent(db, channel, at)
        await box.changePost(post, { state: 'sent', at, nextAt: null, failOverAt: null, error: null })
        return
      }
      const error = outcome.answer.slice(0, 500)
      const blockedUntil = outcome.retry === 'blocked' ? outcome.until : null
      await noteFailed(db, channel, { error, blockedUntil, now: at })
      for (const given of deliveries) {
        const delivery = { ...given, post, attempts: given.attempts + 1 }
        const again = blockedUntil ?? (outcome.retry === 'later' ? retryAt(delivery, at, random()) : undefined)
        // Where there is another channel an urgent one is looked at again at once, and goes on.
        const waits = delivery.lane === 'urgent' && delivery.chain.length > 1 && blockedUntil !== null ? at : again
        if (waits === undefined) await box.passOn(delivery, nextTry(delivery, at, random()), error, at)
        else await box.change(delivery.id, post, { nextAt: waits, post: null, error })
      }
    })
    if (!outcome.ok) log?.warn({ channel, answer: outcome.answer.slice(0, 200) }, 'A channel did not take a message.')
  }

  function tick(): void {
    if (stopped || looking || now() < lookAt) return
    looking = look()
      .catch((err: unknown) => log?.error({ err }, 'The outbox could not be read; it is tried again.'))
      .finally(() => {
        looking = undefined
        tick()
      })
  }

  async function settled(): Promise<void> {
    while (looking || busy.size > 0) await Promise.all([looking, ...busy.values()])
  }

  return {
    /** Call often: looks when there may be something to do, and about once a second anyway. Never rejects. */
    tick,

    /** There may be something new. */
    wake(): void {
      lookAt = Number.NEGATIVE_INFINITY
    },

    /** Resolves when nothing is under way. */
    settled,

    /** Begins nothing more. What is still under way after a moment is left to the next start, which sends it again. */
    async stop(): Promise<void> {
      stopped = true
      let timer: NodeJS.Timeout | undefined
      const moment = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, stopMs)
      })
      await Promise.race([settled(), moment])
      clearTimeout(timer)
      abandoned = true
    },

    /** For `/health`, as of the last look. */
    warnings: (): readonly string[] => warned
  }
}

const laneOf = ({ channel, lane }: Delivery) => `${channel} ${lane}`

/** By channel and lane, urgent lanes first, as they came. */
function lanesOf(deliveries: readonly Delivery[]): Map<string, Delivery[]> {
  const lanes = new Map<string, Delivery[]>()
  for (const delivery of deliveries) {
    const key = laneOf(delivery)
    const lane = lanes.get(key)
    if (lane) lane.push(delivery)
    else lanes.set(key, [delivery])
  }
  return lanes
}

/** What was bound to a post when a process ended goes out again just so. */
function leftBehind(waiting: readonly Delivery[], siteLanguage: Choice['language']): Choice | undefined {
  const post = waiting.find((each) => each.post !== null)?.post
  if (post === undefined || post === null) return undefined
  const topics = topicsOf(waiting.filter((each) => each.post === post))
  return { topics, digest: topics.length > 1, language: topics[0]?.[0]?.language ?? siteLanguage }
}

function warningsOf(
  open: ReadonlyMap<string, OpenChannel>,
  states: (channel: string) => ChannelState,
  unreadable: readonly string[],
  now: number
): string[] {
  const failing = [...open.values()].flatMap(({ id, name }) => {
    const { failingSince, lastError } = states(id)
    if (failingSince === null || failingSince > now - failingWarnMs) return []
    return [`Channel ${id} (${name}) has let nothing through since ${new Date(failingSince).toISOString()}: ${lastError}`]
  })
  const foreign = unreadable.map(
    (id) => `Channel ${id}: its settings were written with another key; nothing is sent until they are written again.`
  )
  return [...failing, ...foreign]
}
