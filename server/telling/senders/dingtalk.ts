/** Group robot of DingTalk (钉钉), signed. open.dingtalk.com, "custom robot access". */
import { createHmac } from 'node:crypto'
import { ask, fieldsOf, type Outcome, outcomeOf, type Sender } from './sender.ts'

/** Whoever goes over 20 a minute is shut out for ten; a little longer, as clocks differ. */
const blockMs = 10 * 60_000 + 15_000
/** "send too fast, exceed 20 times per minute", and the same of the gateway and of hooks. */
const tooFast = new Set([130101, 410100, 90018, 90030])
const busy = new Set([-1])

export const sendToDingtalk: Sender<'dingtalk'> = async ({ url, secret, allowPrivate }, letter, { request, now, timeoutMs }) => {
  const atUserIds = letter.mentions.flatMap(({ dingtalk }) => dingtalk ?? [])
  const atMobiles = letter.mentions.flatMap(({ dingtalk, phone }) => (dingtalk === null && phone !== null ? [phone] : []))
  // In markdown only those named in the text are called.
  const called = [...atUserIds, ...atMobiles].map((id) => `@${id}`).join(' ')
  const target = new URL(url)
  if (secret !== undefined) {
    const timestamp = now()
    target.searchParams.set('timestamp', String(timestamp))
    target.searchParams.set('sign', createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'))
  }
  const body = {
    msgtype: 'markdown',
    // A line end counts only with another one, or two spaces before it.
    markdown: { title: letter.title, text: [letter.text.replaceAll('\n', '  \n'), called].filter(Boolean).join('\n\n') },
    at: { atMobiles, atUserIds, isAtAll: false }
  }
  const post = () =>
    request({
      url: target.href,
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'idempotency-key': letter.id },
      body: JSON.stringify(body),
      allowPrivate,
      timeoutMs
    })
  return ask(post, (answer): Outcome => {
    const { errcode } = fieldsOf(answer.body)
    if (errcode === 0) return { ok: true, answer: answer.body }
    if (typeof errcode !== 'number') return outcomeOf(answer.status < 300 ? { ...answer, status: 502 } : answer, now())
    if (tooFast.has(errcode)) return { ok: false, retry: 'blocked', until: now() + blockMs, answer: answer.body }
    return { ok: false, retry: busy.has(errcode) ? 'later' : 'never', answer: answer.body }
  })
}
