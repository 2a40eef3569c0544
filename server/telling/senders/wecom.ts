/**
 * Group robot of WeCom (企业微信). Markdown calls by user id only; where somebody has no more than a telephone number it
 * goes out as text, which may call by number. developer.work.weixin.qq.com/document/path/91770
 */
import { cutTo } from '../split.ts'
import { ask, fieldsOf, type Outcome, outcomeOf, type Sender } from './sender.ts'

/** Bytes of a text message. */
const textLimit = 2_048
const blockMs = 60_000
/** Over 20 a minute; too many at once; system busy. */
const tooFast = new Set([45009])
const busy = new Set([-1, 45033])

export const sendToWecom: Sender<'wecom'> = async ({ url, allowPrivate }, letter, { request, now, timeoutMs }) => {
  const ids = letter.mentions.flatMap(({ wecom }) => wecom ?? [])
  const phones = letter.mentions.flatMap(({ wecom, phone }) => (wecom === null && phone !== null ? [phone] : []))
  const called = [letter.text, ids.map((id) => `<@${id}>`).join(' ')].filter(Boolean).join('\n')
  const message =
    phones.length === 0
      ? { msgtype: 'markdown', markdown: { content: called } }
      : {
          msgtype: 'text',
          text: {
            content: cutTo(
              letter.text
                .replaceAll('**', '')
                .replace(/^> /gm, '')
                .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1: $2\n'),
              textLimit
            ),
            mentioned_list: ids,
            mentioned_mobile_list: phones
          }
        }
  const post = () =>
    request({
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'idempotency-key': letter.id },
      body: JSON.stringify(message),
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
