/** SMS through whatever gateway the site has: a request made of a template with `{phone}` and `{text}`. */
import { ask, outcomeOf, type Sender } from './sender.ts'

export const sendBySms: Sender<'sms'> = async (settings, letter, { request, now, timeoutMs }) => {
  const { url, method, headers, secret = '', body, contentType, expect, allowPrivate } = settings
  const { phone } = letter.to
  if (phone === undefined) return { ok: false, retry: 'never', answer: 'There is no telephone number.' }
  const values = { phone, text: letter.text, id: letter.id, secret }
  const filled = Object.entries(headers).map(([name, value]) => [name, value.replaceAll('{secret}', secret)])
  const inBody = contentType === 'application/json' ? jsonPart : encodeURIComponent
  const send = () =>
    request({
      url: fill(url, values, encodeURIComponent),
      method,
      headers: {
        ...Object.fromEntries(filled),
        'idempotency-key': letter.id,
        ...(method !== 'GET' && { 'content-type': `${contentType}; charset=utf-8` })
      },
      body: method === 'GET' ? null : fill(body, values, inBody),
      allowPrivate,
      timeoutMs
    })
  return ask(send, (answer) => {
    const outcome = outcomeOf(answer, now())
    if (!outcome.ok || expect === undefined || answer.body.includes(expect)) return outcome
    return { ok: false, retry: 'later', answer: `expected ${expect} in: ${outcome.answer}` }
  })
}

function fill(template: string, values: Record<string, string>, escaped: (text: string) => string): string {
  return template.replace(
    /\{(phone|text|id|secret)\}|%7B(phone|text|id|secret)%7D/gi,
    (_, plain: string | undefined, encoded: string | undefined) => escaped(values[(plain ?? encoded ?? '').toLowerCase()] ?? '')
  )
}

/** For the inside of a JSON string. */
function jsonPart(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
