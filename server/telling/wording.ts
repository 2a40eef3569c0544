/** One piece of news in words: a head, lines, and what may be pressed. Pure. */
import { DateTime } from 'luxon'
import type { Language } from '../contract/telling.ts'
import type { Facts } from './facts.ts'
import { textsOf } from './text.ts'

export type Wording = {
  head: string
  lines: { label: string; value: string }[]
  /** `url`s are whole. */
  links: { label: string; url: string }[]
}

export type WordingOptions = { language: Language; timezone: string; links: Wording['links']; outside: boolean }

export function wordingOf(facts: Facts, { language, timezone, links, outside }: WordingOptions): Wording {
  const texts = textsOf(language)
  const time = (iso: string | null) =>
    iso === null ? null : DateTime.fromISO(iso, { zone: timezone }).toFormat(language === 'zh' ? 'MM-dd HH:mm' : 'dd MMM HH:mm')
  const assignee = facts.assignee && [facts.assignee.name, facts.assignee.phone].filter(Boolean).join(' ')
  const place = [facts.place, facts.equipment].filter(Boolean).join(' · ')
  const rows: [string, string | null][] = [
    [texts.place, place || null],
    [texts.action, outside ? null : facts.action],
    [texts.assignee, assignee],
    [texts.eta, time(facts.eta)],
    [texts.reason, outside ? null : clockText(facts, language)],
    [texts.until, outside ? null : time(facts.until)],
    [texts.note, outside && facts.event === 'progressed' ? facts.note : outside ? null : facts.note]
  ]
  return {
    head: headOf(facts, language, outside),
    lines: rows.flatMap(([label, value]) => (value ? [{ label, value: plainOf(value) }] : [])),
    links
  }
}

export function headOf(facts: Facts, language: Language, outside = false): string {
  const texts = textsOf(language)
  const what = (outside ? texts.outside[facts.event] : undefined) ?? texts.event[facts.event]
  return outside || facts.event === 'bulletin'
    ? `【${what}】${facts.number} ${plainOf(facts.title)}`
    : `【${facts.priority} ${what}】${facts.number} ${plainOf(facts.title)}`
}

function clockText({ event, clock, percent, reason }: Facts, language: Language): string | null {
  const texts = textsOf(language)
  if (clock !== null) return texts.clock(clock, percent ?? 100)
  return reason ?? (event === 'escalated' ? texts.nobody : null)
}

/**
 * What people typed means nothing in any of the three markdown dialects, whose ways to escape differ: the signs that could
 * make a link or call everybody become their full-width forms, line ends become spaces.
 */
export function plainOf(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/[<>[\]`*@]/g, (sign) => fullWidth[sign] ?? sign)
}

const fullWidth: Record<string, string> = {
  '<': '＜',
  '>': '＞',
  '[': '［',
  ']': '］',
  '`': '｀',
  '*': '＊',
  '@': '＠'
}

/** `plain` for mail and SMS, `markdown` for robots. */
export type Format = 'plain' | 'markdown'

export function render({ head, lines, links }: Wording, format: Format): string {
  if (format === 'plain') {
    return [
      head,
      ...lines.map(({ label, value }) => `${label}: ${value}`),
      ...links.map(({ label, url }) => `${label}: ${url}`)
    ].join('\n')
  }
  return [
    `**${head}**`,
    ...lines.map(({ label, value }) => `> ${label}: ${value}`),
    ...(links.length > 0 ? ['', links.map(({ label, url }) => `[${label}](${url})`).join('　')] : [])
  ].join('\n')
}
