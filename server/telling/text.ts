/** What messages are made of, in one language: one file a language beside this one. */
import type { BulletinCounts } from '../contract/jobs.ts'
import type { Language, TellEvent } from '../contract/telling.ts'
import { en } from './text-en.ts'
import { zh } from './text-zh.ts'

/** What a link does. */
export type Purpose = 'accept' | 'hand_on' | 'expect'

export type Texts = {
  /** What happened, as the head of a message. */
  event: Record<TellEvent, string>
  /** Beside the event, for its own figures. */
  place: string
  action: string
  assignee: string
  eta: string
  note: string
  reason: string
  until: string
  /** Of a clock that runs out, 50 or 100 % of it. */
  clock: (clock: string, percent: number) => string
  /** Everybody on duty was asked, and nobody has it. */
  nobody: string
  purpose: Record<Purpose, string>
  open: string
  /** Head of a message about several tickets. */
  digest: (tickets: number, messages: number, allNew: boolean) => string
  more: (tickets: number) => string
  cut: string
  part: (part: number, of: number) => string
  /** To somebody outside: number, what is done. */
  outside: Partial<Record<TellEvent, string>>
  test: (site: string) => string
  /** The figures of a bulletin, in one line. */
  counts: (counts: BulletinCounts) => string
  noTeam: string
  /** To a guard on patrol, of an hour by the site's clock. */
  noScan: (from: string, to: string) => string
  page: {
    title: Record<Purpose, string>
    note: string
    colleague: string
    time: string
    done: string
    doneText: Record<Purpose, string>
    refused: string
    unknown: string
    expired: string
    used: string
    limits: string
    openTicket: string
  }
}

const texts: Record<Language, Texts> = { zh, en }

export function textsOf(language: Language): Texts {
  return texts[language]
}
