/** What the server itself writes in Chinese about an incident. */
import type { IncidentRole } from '../contract/incidents.ts'
import type { TicketEventType } from '../tickets/ticket-record.ts'

export const roleNames: Record<IncidentRole, string> = { order: '秩序', engineering: '工程', service: '客服' }

export const eventNames: Record<TicketEventType, string> = {
  opened: '开单',
  repeated: '再次发生',
  recovered: '恢复正常',
  staged: '级别升高',
  linked: '引起其他告警',
  caused: '找到起因',
  corrected: '补传数据更正',
  acknowledged: '确认告警',
  assigned: '派单',
  accepted: '接单',
  arrived: '到场',
  held: '挂起',
  resumed: '恢复处理',
  resolved: '完工',
  verified: '验收',
  reopened: '重新派单',
  cancelled: '取消',
  commented: '备注',
  attached: '上传附件',
  dispatched: '自动派单',
  redispatched: '自动改派',
  handed_on: '转交',
  expected: '预计到场',
  progressed: '反馈进展',
  result_told: '反馈结果',
  followed_up: '回访',
  effect_confirmed: '修复效果确认',
  escalated: '升级',
  policy_changed: '时限标准变更',
  permit: '作业许可',
  incident_begun: '启动应急',
  incident_checked: '应急措施',
  incident_ended: '应急结束'
}

export const words = {
  system: '系统',
  done: '已完成',
  undone: '未完成',
  notDone: '未执行的措施',
  minutes: (count: number) => `历时 ${count} 分钟`,
  reviewOf: (title: string) => `复盘：${title}`,
  head: (number: string, title: string) => `事件：${title}（工单 ${number}）`,
  span: (from: string, to: string) => `时间：${from} 至 ${to}`,
  conclusion: (note: string) => `结束说明：${note}`,
  timeline: '时间线：',
  left: (count: number) => `……中间 ${count} 条见原工单`
}
