/** Out of what waits for a channel, the next post: one piece of news for all it concerns there, or many in one. Pure. */
import type { ChannelKind, Language } from '../contract/telling.ts'
import type { Delivery } from './outbox.ts'
import { personalKinds } from './recipients.ts'
import type { Format } from './wording.ts'

/** How a kind of channel takes text. */
export type Shape = { format: Format; limitBytes: number }

export const shapes: Record<ChannelKind, Shape> = {
  smtp: { format: 'plain', limitBytes: 100_000 },
  // A push message is 4,096 bytes encrypted (RFC 8030 §7.2 asks for no more).
  webpush: { format: 'plain', limitBytes: 1_500 },
  webhook: { format: 'plain', limitBytes: 200_000 },
  // 4,096 bytes of markdown (developer.work.weixin.qq.com/document/path/91770); room for those it calls.
  wecom: { format: 'markdown', limitBytes: 3_800 },
  // 20,000 bytes the whole request.
  dingtalk: { format: 'markdown', limitBytes: 16_000 },
  // 20 KB the whole request.
  feishu: { format: 'markdown', limitBytes: 15_000 },
  // Five parts of 67 characters.
  sms: { format: 'plain', limitBytes: 900 }
}

/** What goes out together. `topics`: the news in it, each with all deliveries it settles. */
export type Choice = { topics: Delivery[][]; digest: boolean; language: Language }

export type ChoiceOptions = {
  kind: ChannelKind
  /** Posts that may go now; infinite without a limit. */
  posts: number
  siteLanguage: Language
}

/** So many pieces of news in a row come one by one; more are a flood. */
const mostSingles = 3

/**
 * `waiting`: of one lane of one channel, oldest first, none of it under way; at least one. As `posts` get scarce many become
 * one: the slower the channel, the more goes into each post, and the queue never grows for long.
 */
export function chooseNext(waiting: readonly Delivery[], { kind, posts, siteLanguage }: ChoiceOptions): Choice {
  const isPersonal = personalKinds.has(kind)
  const [first] = waiting
  if (!first) throw new Error('BUG: nothing waits')
  const near = isPersonal ? waiting.filter((each) => addressOf(each) === addressOf(first)) : waiting
  const topics = topicsOf(near)
  const language = isPersonal ? first.language : siteLanguage
  const wasHeld = near.some(({ state }) => state === 'held')
  if (topics.length > 1 && (wasHeld || topics.length > Math.min(posts, mostSingles))) return { topics, digest: true, language }
  return { topics: topics.slice(0, 1), digest: false, language }
}

/** A message to a requester is never mixed with another's. */
export function addressOf({ recipient, contact, message }: Delivery): string {
  return recipient ?? (contact ? `${message} ${contact.phone}` : message)
}

/** The same news for several people is one topic. */
export function topicsOf(deliveries: readonly Delivery[]): Delivery[][] {
  const topics = new Map<string, Delivery[]>()
  for (const delivery of deliveries) {
    const { ticket, event, at } = delivery.facts
    const key = `${ticket} ${event} ${at}`
    topics.set(key, [...(topics.get(key) ?? []), delivery])
  }
  return [...topics.values()]
}
