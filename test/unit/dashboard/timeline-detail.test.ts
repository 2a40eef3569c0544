import i18next from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import { detailLines, type Words } from '../../../dashboard/src/features/tickets/timeline-detail.ts'
import { en } from '../../../dashboard/src/lib/locale/en.ts'
import { zh } from '../../../dashboard/src/lib/locale/zh.ts'
import { setSiteZone } from '../../../dashboard/src/lib/site-zone.ts'
import type { TicketEventType } from '../../../server/tickets/ticket-record.ts'

const i18n = i18next.createInstance()
const at = '2026-11-02T08:00:00.000Z'
const names: Record<string, string> = { wang: '王工', li: '李工', hengda: '恒达', 'pump-1': '1#水泵', 'order.lobby': '设警戒' }
const named = (id: string) => names[id] ?? id

beforeAll(async () => {
  setSiteZone('Asia/Shanghai')
  await i18n.init({ resources: { zh: { translation: zh } }, lng: 'zh', interpolation: { escapeValue: false } })
})

const linesOf = (type: string, detail: Record<string, unknown>): string[] => {
  const words: Words = { t: i18n.t, language: 'zh', nameOf: named, firmOf: named, placeOf: named, itemOf: named }
  return detailLines({ at, type, actor: null, detail }, words)
}

describe('an entry of the timeline says', () => {
  it.each([
    [
      'whom a ticket was given to, how to reach them, and why',
      'dispatched',
      { assignee: 'wang', name: '王工', phone: '13800000001', why: [{ reason: 'on_duty' }, { reason: 'skill', value: 'water' }] },
      ['→ 王工', '13800000001', '当班，专业对口：给排水']
    ],
    [
      'that a firm without a person here is to be called',
      'dispatched',
      { contractor: 'hengda', name: '恒达', phone: '0571', why: [{ reason: 'contractor', value: 'hengda' }] },
      ['→ 恒达', '0571', '需电话通知', '维保单位']
    ],
    ['from whom it was taken', 'redispatched', { from: 'wang', assignee: 'li', why: [] }, ['王工 → 李工']],
    [
      'that nobody is left',
      'redispatched',
      { from: 'wang', to: 'manager', why: [{ reason: 'everybody_asked' }] },
      ['已告知项目经理', '能派的人都派过了']
    ],
    ['whom it was handed to', 'handed_on', { assignee: 'li', note: '我在外面' }, ['→ 李工', '我在外面']],
    ['when they mean to be there', 'expected', { at }, ['预计到场 2026-11-02 16:00:00']],
    ['the same with an acceptance', 'accepted', { eta: at }, ['预计到场 2026-11-02 16:00:00']],
    ['how the arrival was proven', 'arrived', { by: 'tag' }, ['扫描标签到场']],
    ['what was said of it', 'followed_up', { satisfied: false, rating: 2, note: '还在漏' }, ['不满意', '评分 2', '还在漏']],
    [
      'since when the repair held',
      'effect_confirmed',
      { since: at, hold: 600_000 },
      ['自 2026-11-02 16:00:00 起恢复正常，已保持 10分']
    ],
    [
      'whom a clock was told to',
      'escalated',
      { clock: 'respond', percent: 50, to: 'manager', due: at },
      ['响应已过 50%，告知项目经理，时限 2026-11-02 16:00:00']
    ],
    [
      'which limits count now',
      'policy_changed',
      { policy: { id: 'relaxed', version: 2 }, from: { id: 'standard', version: 1 } },
      ['standard v1 → relaxed v2']
    ],
    ['a step of a permit', 'permit', { permit: 'p', equipment: 'pump-1', step: 'power_off' }, ['断电 · 1#水泵']],
    ['what sort of incident began', 'incident_begun', { kind: 'flooding', title: '跑水' }, ['水浸跑水']],
    ['what was ticked off', 'incident_checked', { role: 'order', item: 'order.lobby', done: true }, ['☑ 秩序 · 设警戒']],
    ['what was taken back', 'incident_checked', { role: 'order', item: 'order.lobby', done: false }, ['☐ 秩序 · 设警戒']],
    ['a progress', 'progressed', { note: '正在拆检' }, ['正在拆检']],
    [
      'a word that this page does not know as it is',
      'escalated',
      { clock: 'tea', percent: 100, to: 'cook', due: at },
      ['tea已过 100%，告知cook，时限 2026-11-02 16:00:00']
    ]
  ])('%s', (_, type, detail, expected) => {
    expect(linesOf(type, detail)).toEqual(expected)
  })
})

// So that the compiler asks for one that is added.
const types = Object.keys({
  opened: true,
  repeated: true,
  recovered: true,
  staged: true,
  linked: true,
  caused: true,
  corrected: true,
  acknowledged: true,
  assigned: true,
  accepted: true,
  arrived: true,
  held: true,
  resumed: true,
  resolved: true,
  verified: true,
  reopened: true,
  cancelled: true,
  commented: true,
  attached: true,
  dispatched: true,
  redispatched: true,
  handed_on: true,
  expected: true,
  progressed: true,
  result_told: true,
  followed_up: true,
  effect_confirmed: true,
  escalated: true,
  policy_changed: true,
  permit: true,
  incident_begun: true,
  incident_checked: true,
  incident_ended: true
} satisfies Record<TicketEventType, true>)

describe('a name is known for', () => {
  it.each(types)('%s', (type) => {
    expect(zh.timeline).toHaveProperty(type)
    expect(en.timeline).toHaveProperty(type)
  })
})
