/** Group robot of Feishu (飞书), signed. open.feishu.cn, "custom bot usage guide". */
import { createHmac } from 'node:crypto'
import { fieldsOf, tellRobot, wordless } from './robot.ts'
import { type Sender, waitOf } from './sender.ts'

/** The message service is over its rate (11232, at full and half hours for everybody's sake), a chat is, the gateway is. */
const tooFast = new Set([11232, 230020, 99991400])
/** A body it does not take, or too many requests: only the words tell. */
const badRequest = 9499
/** Signature, address, keyword, or the robot itself is wrong. */
const wrong = new Set([19001, 19021, 19022, 19024])

export const sendToFeishu: Sender<'feishu'> = async ({ url, secret, allowPrivate }, letter, tools) => {
  const called = letter.mentions.flatMap(({ feishu }) => (feishu === null ? [] : [`<at id=${feishu}></at>`])).join(' ')
  const seconds = String(Math.floor(tools.now() / 1000))
  const body = {
    // The key is what is signed, and nothing is the message: this one is Feishu's own way.
    ...(secret !== undefined && { timestamp: seconds, sign: createHmac('sha256', `${seconds}\n${secret}`).digest('base64') }),
    msg_type: 'interactive',
    card: {
      config: { wide_screen_mode: true },
      header: {
        title: { tag: 'plain_text', content: letter.title },
        template: letter.urgent ? 'red' : 'blue'
      },
      elements: [{ tag: 'markdown', content: [letter.text, called].filter(Boolean).join('\n') }]
    }
  }
  return tellRobot({ url, allowPrivate, body }, letter, tools, (answer) => {
    const { code = fieldsOf(answer.body)['StatusCode'], msg } = fieldsOf(answer.body)
    if (code === 0) return { ok: true, answer: answer.body }
    if (typeof code !== 'number') return wordless(answer, tools.now())
    const isTooFast = tooFast.has(code) || answer.status === 429 || (code === badRequest && /many|frequen/i.test(String(msg)))
    if (isTooFast) return { ok: false, retry: 'blocked', until: tools.now() + waitOf(answer.headers), answer: answer.body }
    return { ok: false, retry: code === badRequest || wrong.has(code) ? 'never' : 'later', answer: answer.body }
  })
}
