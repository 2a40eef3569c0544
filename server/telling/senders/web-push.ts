/**
 * Web push to the browsers of one person. The only import of web-push, which encrypts and signs; the request is ours, so
 * that an address a browser gave us cannot lead into the site's own network. Chrome's pushes go through servers of
 * Google's that mainland China does not reach: a channel besides others, never the only one.
 */
import { createHash } from 'node:crypto'
import { cutTo } from '../split.ts'
import { ask, type Letter, type Outcome, outcomeOf, type PushTarget, type Sender, type SendTools } from './sender.ts'

/** How long the push service keeps it for a browser that is off, s. */
const keepS = 4 * 3600
const payloadBytes = 3_000

type Settings = Parameters<Sender<'webpush'>>[0]

export const sendByWebPush: Sender<'webpush'> = async (settings, letter, tools) => {
  const targets = letter.to.subscriptions ?? []
  if (targets.length === 0) return { ok: false, retry: 'never', answer: 'No browser of this person takes pushes.' }
  const outcomes = await Promise.all(targets.map((target) => push(settings, letter, target, tools)))
  const gone = targets.filter((_, index) => isGone(outcomes[index])).map(({ id }) => id)
  // One browser that got it is enough: the person knows.
  const best = outcomes.find(({ ok }) => ok) ?? outcomes.find((each) => !each.ok && each.retry !== 'never') ?? outcomes[0]
  if (!best) return { ok: false, retry: 'never', answer: 'nothing was sent' }
  return best.ok || best.retry !== 'blocked' ? { ...best, gone } : best
}

async function push(settings: Settings, letter: Letter, target: PushTarget, tools: SendTools): Promise<Outcome> {
  const { subject, publicKey = '', privateKey = '', allowPrivate } = settings
  const text = cutTo(letter.text.split('\n').slice(1).join('\n'), payloadBytes)
  // Loaded with the first one: most sites never send any.
  const { default: webPush } = await import('web-push')
  const payload = JSON.stringify({ id: letter.id, title: letter.title, body: text, url: letter.url, urgent: letter.urgent })
  return ask(
    () => {
      const { endpoint, method, headers, body } = webPush.generateRequestDetails(
        { endpoint: target.endpoint, keys: { p256dh: target.p256dh, auth: target.auth } },
        payload,
        {
          vapidDetails: { subject, publicKey, privateKey },
          TTL: keepS,
          urgency: letter.urgent ? 'high' : 'normal',
          // One that still waits over there is replaced by the same one sent again.
          topic: createHash('sha256').update(letter.id).digest('base64url').slice(0, 32),
          contentEncoding: 'aes128gcm'
        }
      )
      const named = Object.entries(headers).map(([name, value]) => [name, String(value)])
      return tools.request({
        url: endpoint,
        method: method === 'POST' ? method : 'POST',
        headers: Object.fromEntries(named.filter(([name]) => name?.toLowerCase() !== 'content-length')),
        body,
        allowPrivate,
        timeoutMs: tools.timeoutMs
      })
    },
    (answer) => outcomeOf(answer, tools.now())
  )
}

/** 404 and 410 end a subscription (RFC 8030 §7.3). */
function isGone(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && !outcome.ok && /^HTTP (404|410)\b/.test(outcome.answer)
}

/** A pair for a new channel. */
export async function makeVapidKeys(): Promise<{ publicKey: string; privateKey: string }> {
  const { default: webPush } = await import('web-push')
  return webPush.generateVAPIDKeys()
}
