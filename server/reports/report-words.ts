/** What the codes in the cells of reports are called. */
import type { Priority, Severity } from '../contract/common.ts'
import type { RoundStatus } from '../contract/patrol.ts'
import type { SignatureState, Words } from '../contract/reports.ts'
import type { RouteInput } from '../contract/site.ts'
import type { TicketClass, TicketSource, TicketStatus, TicketType } from '../contract/tickets.ts'

export const ticketTypeWords: Record<TicketType, Words> = {
  fault: { zh: '故障', en: 'Fault' },
  repair: { zh: '报修', en: 'Repair request' },
  complaint: { zh: '投诉', en: 'Complaint' },
  hazard: { zh: '隐患', en: 'Hazard' },
  qa: { zh: '品质整改', en: 'Quality finding' },
  liaison: { zh: '工作联络单', en: 'Liaison' },
  review: { zh: '事件复盘', en: 'Incident review' },
  check: { zh: '核查', en: 'Check' }
}

export const ticketStatusWords: Record<TicketStatus, Words> = {
  open: { zh: '待派单', en: 'Open' },
  assigned: { zh: '已派单', en: 'Assigned' },
  accepted: { zh: '已接单', en: 'Accepted' },
  arrived: { zh: '已到场', en: 'On site' },
  on_hold: { zh: '挂起', en: 'On hold' },
  resolved: { zh: '已完工', en: 'Resolved' },
  closed: { zh: '已关闭', en: 'Closed' },
  cancelled: { zh: '已取消', en: 'Cancelled' }
}

export const ticketSourceWords: Record<TicketSource, Words> = {
  alarm: { zh: '告警', en: 'Alarm' },
  manual: { zh: '人工', en: 'By hand' },
  phone: { zh: '电话', en: 'Phone' },
  online: { zh: '线上', en: 'Online' },
  visit: { zh: '上门', en: 'Visit' },
  patrol: { zh: '巡逻', en: 'Patrol' },
  sample: { zh: '抽查', en: 'Sample' },
  incident: { zh: '事件', en: 'Incident' }
}

export const ticketClassWords: Record<TicketClass, Words> = {
  urgent: { zh: '紧急', en: 'Urgent' },
  ordinary: { zh: '一般', en: 'Ordinary' },
  complex: { zh: '复杂', en: 'Complex' },
  suggestion: { zh: '建议', en: 'Suggestion' },
  fix_now: { zh: '立即整改', en: 'Fix now' },
  slight: { zh: '轻微', en: 'Slight' },
  serious: { zh: '严重', en: 'Serious' },
  fix_by_date: { zh: '限期整改', en: 'Fix by date' },
  needs_coordination: { zh: '需协调', en: 'Needs coordination' }
}

export const priorityWords: Record<Priority, Words> = {
  P1: { zh: 'P1 紧急', en: 'P1 urgent' },
  P2: { zh: 'P2 高', en: 'P2 high' },
  P3: { zh: 'P3 一般', en: 'P3 normal' },
  P4: { zh: 'P4 低', en: 'P4 low' }
}

export const severityWords: Record<Severity, Words> = {
  critical: { zh: '紧急', en: 'Critical' },
  major: { zh: '重要', en: 'Major' },
  minor: { zh: '次要', en: 'Minor' },
  info: { zh: '提示', en: 'Info' }
}

export const roundStatusWords: Record<RoundStatus, Words> = {
  planned: { zh: '未开始', en: 'Not begun' },
  in_progress: { zh: '进行中', en: 'Under way' },
  complete: { zh: '已完成', en: 'Complete' },
  partial: { zh: '有漏检', en: 'Places missed' },
  missed: { zh: '漏巡', en: 'Missed' }
}

export const planTypeWords: Record<RouteInput['type'], Words> = {
  guard: { zh: '安保巡逻', en: 'Guard patrol' },
  inspection: { zh: '设备巡检', en: 'Inspection' },
  cleaning: { zh: '保洁', en: 'Cleaning' },
  greening: { zh: '绿化', en: 'Greening' },
  fire: { zh: '消防', en: 'Fire safety' }
}

export const signatureWords: Record<SignatureState, Words> = {
  unsigned: { zh: '未签字', en: 'Not signed' },
  signed: { zh: '已签字', en: 'Signed' },
  differs: { zh: '签字后内容有变', en: 'Signed content differs' },
  archived: { zh: '已签字（读数已过保存期）', en: 'Signed (readings no longer stored)' }
}

export const yesNoWords: Record<'yes' | 'no', Words> = { yes: { zh: '是', en: 'Yes' }, no: { zh: '否', en: 'No' } }

/** Of the pages and sheets themselves. */
export const pageWords = {
  span: { zh: '统计区间', en: 'Span' },
  generated: { zh: '生成时间', en: 'Generated' },
  totals: { zh: '合计', en: 'Total' },
  notes: { zh: '统计口径', en: 'How it was counted' },
  empty: { zh: '无记录', en: 'Nothing on record' },
  print: { zh: '签字', en: 'Signature' }
} satisfies Record<string, Words>
