/** What a channel's sender is: given a letter, it says what became of it. One file a kind beside this one. */
import type { ChannelKind, ChannelSettings } from '../../contract/telling.ts'
import type { Person } from '../directory.ts'
import type { Facts } from '../facts.ts'
import { type Answer, ForbiddenAddress, type Requester } from '../guarded-request.ts'

/** What goes out in one request. */
export type Letter = {
  /** The same when it is sent again: whoever wants to can tell it from a new one. */
  id: string
  urgent: boolean
  title: string
  /** In the shape of the kind (`shapes` of compose.ts). */
  text: string
  /** Whom a group is to call. */
  mentions: readonly Pick<Person, 'name' | 'phone' | 'wecom' | 'dingtalk' | 'feishu'>[]
  to: Address
  items: readonly { message: string; to: string; facts: Facts }[]
  /** Where more is to be read. */
  url: string
  site: string
}

/** Of the one person it is for; empty for a group. */
export type Address = { name?: string; email?: string; phone?: string; subscriptions?: readonly PushTarget[] }
export type PushTarget = { id: string; endpoint: string; p256dh: string; auth: string }

/**
 * `answer`: what the other side said. `later`: may go through at another time; `never`: not without somebody changing
 * something; `blocked`: nothing goes through before `until` (ms).
 */
export type Outcome =
  | { ok: true; answer: string; gone?: string[] }
  | { ok: false; retry: 'later' | 'never'; answer: string; gone?: string[] }
  | { ok: false; retry: 'blocked'; until: number; answer: string }

export type SendTools = {
  request: Requester
  /** Wall clock in ms: signatures carry it. */
  now: () => number
  timeoutMs: number
}

/** Never rejects. */
export type Sender<Kind extends ChannelKind> = (
  settings: ChannelSettings<Kind>,
  letter: Letter,
  tools: SendTools
) => Promise<Outcome>

const minuteMs = 60_000

/** What the status says, where the body says nothing of its own. */
export function outcomeOf({ status, headers, body }: Answer, now: number): Outcome {
  const answer = `HTTP ${status} ${body}`.trim()
  if (status >= 200 && status < 300) return { ok: true, answer }
  if (status === 429) return { ok: false, retry: 'blocked', until: now + waitOf(headers), answer }
  if (status === 408 || status >= 500) return { ok: false, retry: 'later', answer }
  if (status >= 300 && status < 400) return { ok: false, retry: 'never', answer: `${answer} (redirects are not followed)` }
  return { ok: false, retry: 'never', answer }
}

/** `Retry-After` in seconds, or Feishu's own header; a minute without either. */
export function waitOf(headers: Answer['headers']): number {
  const seconds = Number(headers['retry-after'] ?? headers['x-ogw-ratelimit-reset'])
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, 60 * minuteMs) : minuteMs
}

/** Asks, and has `read` say what the answer means. */
export async function ask(work: () => Promise<Answer>, read: (answer: Answer) => Outcome): Promise<Outcome> {
  try {
    return read(await work())
  } catch (error) {
    const answer = error instanceof Error ? error.message || error.name : String(error)
    return { ok: false, retry: error instanceof ForbiddenAddress ? 'never' : 'later', answer }
  }
}
