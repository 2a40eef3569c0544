/**
 * Group robot of WeCom (企业微信). Markdown calls by user id only; where somebody has no more than a telephone number it
 * goes out as text, which may call by number. developer.work.weixin.qq.com/document/path/91770
 */
import { cutTo } from '../split.ts'
import { byErrcode, tellRobot } from './robot.ts'
import type { Sender } from './sender.ts'

/** Bytes of a text message. */
const textLimit = 2_048
/** Over 20 a minute; system busy; too many at once. */
const codes = { tooFast: new Set([45009]), busy: new Set([-1, 45033]), blockMs: 60_000 }

export const sendToWecom: Sender<'wecom'> = async ({ url, allowPrivate }, letter, tools) => {
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
  return tellRobot({ url, allowPrivate, body: message }, letter, tools, (answer) => byErrcode(answer, codes, tools.now()))
}
