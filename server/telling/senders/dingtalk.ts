/** Group robot of DingTalk (钉钉), signed. open.dingtalk.com, "custom robot access". */
import { createHmac } from 'node:crypto'
import { byErrcode, tellRobot } from './robot.ts'
import type { Sender } from './sender.ts'

const codes = {
  /** "send too fast, exceed 20 times per minute", and the same of the gateway and of hooks. */
  tooFast: new Set([130101, 410100, 90018, 90030]),
  busy: new Set([-1]),
  /** Whoever goes over 20 a minute is shut out for ten; a little longer, as clocks differ. */
  blockMs: 10 * 60_000 + 15_000
}

export const sendToDingtalk: Sender<'dingtalk'> = async ({ url, secret, allowPrivate }, letter, tools) => {
  const atUserIds = letter.mentions.flatMap(({ dingtalk }) => dingtalk ?? [])
  const atMobiles = letter.mentions.flatMap(({ dingtalk, phone }) => (dingtalk === null && phone !== null ? [phone] : []))
  // In markdown only those named in the text are called.
  const called = [...atUserIds, ...atMobiles].map((id) => `@${id}`).join(' ')
  const target = new URL(url)
  if (secret !== undefined) {
    const timestamp = tools.now()
    target.searchParams.set('timestamp', String(timestamp))
    target.searchParams.set('sign', createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'))
  }
  const body = {
    msgtype: 'markdown',
    // A line end counts only with another one, or two spaces before it.
    markdown: { title: letter.title, text: [letter.text.replaceAll('\n', '  \n'), called].filter(Boolean).join('\n\n') },
    at: { atMobiles, atUserIds, isAtAll: false }
  }
  return tellRobot({ url: target.href, allowPrivate, body }, letter, tools, (answer) => byErrcode(answer, codes, tools.now()))
}
