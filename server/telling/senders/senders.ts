/** Which sender a kind has. */
import type { ChannelKind, ChannelSettings } from '../../contract/telling.ts'
import { sendToDingtalk } from './dingtalk.ts'
import { sendToFeishu } from './feishu.ts'
import type { Letter, Outcome, Sender, SendTools } from './sender.ts'
import { sendBySms } from './sms.ts'
import { sendByMail } from './smtp.ts'
import { sendByWebPush } from './web-push.ts'
import { sendToWebhook } from './webhook.ts'
import { sendToWecom } from './wecom.ts'

const senders: { [Kind in ChannelKind]: Sender<Kind> } = {
  smtp: sendByMail,
  webpush: sendByWebPush,
  webhook: sendToWebhook,
  wecom: sendToWecom,
  dingtalk: sendToDingtalk,
  feishu: sendToFeishu,
  sms: sendBySms
}

export type Send = (
  channel: { kind: ChannelKind; settings: ChannelSettings },
  letter: Letter,
  tools: SendTools
) => Promise<Outcome>

/** Never rejects. */
export const send: Send = ({ kind, settings }, letter, tools) => {
  // The settings were parsed by the schema of the kind, so the two belong together.
  return (senders[kind] as Sender<ChannelKind>)(settings, letter, tools)
}
