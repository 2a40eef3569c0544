/**
 * A signed POST to a system of somebody's own. `Wuxun-Signature: sha256=hex(HMAC-SHA256(secret, timestamp + '.' + body))`,
 * with `Wuxun-Timestamp` in ms; `Idempotency-Key` is the same when a post is sent again.
 */
import { createHmac } from 'node:crypto'
import { ask, outcomeOf, type Sender } from './sender.ts'

export const sendToWebhook: Sender<'webhook'> = async (
  { url, secret, headers, allowPrivate },
  letter,
  { request, now, timeoutMs }
) => {
  const timestamp = String(now())
  const body = JSON.stringify({
    id: letter.id,
    site: letter.site,
    urgent: letter.urgent,
    title: letter.title,
    text: letter.text,
    url: letter.url,
    items: letter.items.map(({ message, to, facts }) => ({ message, to, ...facts }))
  })
  const signature = createHmac('sha256', secret ?? '')
    .update(`${timestamp}.${body}`)
    .digest('hex')
  const post = () =>
    request({
      url,
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json; charset=utf-8',
        'idempotency-key': letter.id,
        'wuxun-timestamp': timestamp,
        'wuxun-signature': `sha256=${signature}`
      },
      body,
      allowPrivate,
      timeoutMs
    })
  return ask(post, (answer) => outcomeOf(answer, now()))
}
