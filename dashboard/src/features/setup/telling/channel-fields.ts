/** What each kind of channel asks for (server/contract/telling.ts, `channelSettings`), as fields of a form. */
import type { ChannelKind } from '../../../../../server/contract/telling.ts'
import type { Words } from '../../../lib/locale/zh.ts'

export const channelKinds: readonly ChannelKind[] = ['wecom', 'dingtalk', 'feishu', 'smtp', 'sms', 'webhook', 'webpush']

export type FieldSort = 'text' | 'secret' | 'number' | 'flag' | 'choice' | 'lines' | 'headers'

export type ChannelField = {
  name: keyof Words['channel']['field']
  sort: FieldSort
  /** Written and never shown: left empty it stays as it is. */
  hidden?: true
  needed?: true
  choices?: readonly string[]
  /** For a new one, and what the service takes when nothing is given. */
  standard?: string | number | boolean
  example?: string
}

const allowPrivate: ChannelField = { name: 'allowPrivate', sort: 'flag', standard: false }
const perMinute: ChannelField = { name: 'perMinute', sort: 'number' }
const secret: ChannelField = { name: 'secret', sort: 'secret', hidden: true }
const headers: ChannelField = { name: 'headers', sort: 'headers', hidden: true, example: 'Authorization: Bearer …' }
const urlOf = (example: string): ChannelField => ({ name: 'url', sort: 'text', hidden: true, needed: true, example })

export const channelFields: Record<ChannelKind, readonly ChannelField[]> = {
  wecom: [urlOf('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…'), perMinute, allowPrivate],
  dingtalk: [urlOf('https://oapi.dingtalk.com/robot/send?access_token=…'), secret, perMinute, allowPrivate],
  feishu: [urlOf('https://open.feishu.cn/open-apis/bot/v2/hook/…'), secret, perMinute, allowPrivate],
  smtp: [
    { name: 'host', sort: 'text', needed: true, example: 'smtp.example.com' },
    { name: 'port', sort: 'number', standard: 587 },
    {
      name: 'security',
      sort: 'choice',
      choices: ['starttls_if_offered', 'starttls', 'tls', 'plain'],
      standard: 'starttls_if_offered'
    },
    { name: 'user', sort: 'text' },
    { name: 'password', sort: 'secret', hidden: true },
    { name: 'from', sort: 'text', needed: true, example: '物巡 <wuxun@example.com>' },
    { name: 'verifyCertificate', sort: 'flag', standard: true },
    perMinute
  ],
  sms: [
    urlOf('https://sms.example.com/send'),
    { name: 'method', sort: 'choice', choices: ['POST', 'PUT', 'GET'], standard: 'POST' },
    headers,
    secret,
    {
      name: 'contentType',
      sort: 'choice',
      choices: ['application/json', 'application/x-www-form-urlencoded'],
      standard: 'application/json'
    },
    { name: 'body', sort: 'lines', standard: '{"phone":"{phone}","text":"{text}"}' },
    { name: 'expect', sort: 'text', example: '"code":0' },
    perMinute,
    allowPrivate
  ],
  webhook: [urlOf('https://example.com/hook'), secret, headers, perMinute, allowPrivate],
  webpush: [
    { name: 'subject', sort: 'text', needed: true, example: 'mailto:admin@example.com' },
    { name: 'publicKey', sort: 'text' },
    { name: 'privateKey', sort: 'secret', hidden: true },
    allowPrivate
  ]
}

export type FormSettings = Record<string, string | number | boolean | null | undefined>

/** What the form starts with: what is known of the channel, never a secret, nor the mask in its place. */
export function toForm(kind: ChannelKind, settings: Record<string, unknown> | undefined): FormSettings {
  const entries = channelFields[kind].flatMap(({ name, hidden, standard }) => {
    if (hidden) return []
    const value = settings ? settings[name] : standard
    return [[name, value as FormSettings[string]] as const]
  })
  return Object.fromEntries(entries)
}

/** What goes to the service. A secret left empty stays as it was; anything else that was emptied goes (null). */
export function toSettings(kind: ChannelKind, values: FormSettings, isNew: boolean): Record<string, unknown> {
  const entries = channelFields[kind].flatMap(({ name, sort, hidden }): [string, unknown][] => {
    const value = values[name]
    if (value === undefined || value === null || value === '') return isNew || hidden ? [] : [[name, null]]
    return [[name, sort === 'headers' ? toHeaders(String(value)) : value]]
  })
  return Object.fromEntries(entries)
}

/** A header a line, `Name: value`. */
function toHeaders(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.includes(':'))
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
    })
  )
}
