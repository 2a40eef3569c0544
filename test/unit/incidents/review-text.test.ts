import { describe, expect, it } from 'vitest'
import type { Incident } from '../../../server/incidents/incident.ts'
import { tellIncident } from '../../../server/incidents/review-text.ts'
import type { TicketEvent } from '../../../server/tickets/ticket-record.ts'
import { aTicket } from '../../support/a-ticket.ts'

const start = Date.parse('2026-03-01T08:00:00Z')
const minute = 60_000
const item = { role: 'order', item: 'order.lobby', text: '设警戒', textEn: 'Secure' } as const
const incident: Incident = {
  ticket: 'tk_1',
  kind: 'elevator_entrapment',
  title: '1#电梯困人',
  startedAt: start + 2 * minute,
  startedBy: 'chen',
  endedAt: start + 32 * minute,
  endedBy: 'chen',
  note: '两人获救',
  items: [
    { ...item, done: true, by: 'li', at: start + 5 * minute, note: null },
    { ...item, role: 'service', item: 'service.visit', text: '慰问', done: false, by: null, at: null, note: null }
  ],
  review: 'tk_2'
}
const entry = (at: number, type: TicketEvent['type'], actor: string | null, detail = {}): TicketEvent => ({
  at: start + at * minute,
  type,
  actor,
  detail
})
const events = [
  entry(0, 'opened', null),
  entry(1, 'assigned', 'chen', { assignee: 'wang' }),
  entry(2, 'incident_begun', 'chen', { kind: 'elevator_entrapment' }),
  entry(5, 'incident_checked', 'li', { item: 'order.lobby', done: true, note: '已围挡' }),
  entry(31, 'resolved', 'wang', { result: '平层放人' })
]
const names: Record<string, string> = { chen: '陈经理', li: '李队', wang: '王工' }
const telling = { timezone: 'Asia/Shanghai', nameOf: (user: string) => names[user] ?? user }

describe('the description of a review', () => {
  it('tells what happened, in the time of the site', () => {
    expect(tellIncident(aTicket(), incident, events, telling).split('\n')).toEqual([
      '事件：1#电梯困人（工单 WX-000001）',
      '时间：2026-03-01 16:02:00 至 2026-03-01 16:32:00，历时 30 分钟',
      '结束说明：两人获救',
      '未执行的措施：客服 慰问',
      '',
      '时间线：',
      '2026-03-01 16:00:00 开单 系统',
      '2026-03-01 16:01:00 派单 陈经理 王工',
      '2026-03-01 16:02:00 启动应急 陈经理 1#电梯困人',
      '2026-03-01 16:05:00 应急措施 李队 秩序 设警戒 已完成：已围挡',
      '2026-03-01 16:31:00 完工 王工 平层放人'
    ])
  })

  it('of a long course leaves out its middle, and says how much', () => {
    const many = Array.from({ length: 200 }, (_, index) => entry(index, 'commented', 'wang', { note: `第${index}条` }))
    const lines = tellIncident(aTicket(), incident, many, telling).split('\n').slice(6)
    expect(lines).toHaveLength(81)
    expect(lines[40]).toContain('120')
    expect(lines.at(-1)).toContain('第199条')
  })
})
