import type { Texts } from './text.ts'

const clocks: Record<string, string> = {
  respond: '响应',
  dispatch: '派单',
  arrive: '到场',
  resolve: '完成',
  progress: '进展通报',
  result: '结果告知',
  follow_up: '回访',
  review: '复盘',
  plan: '首次方案'
}

export const zh: Texts = {
  event: {
    opened: '新工单',
    dispatched: '派单',
    redispatched: '重新派单',
    assigned: '指派',
    handed_on: '转交',
    raised: '升为更高优先级',
    reopened: '重新打开',
    escalated: '时限升级',
    permit_expired: '作业票超时未关',
    held: '挂起',
    expected: '预计到达',
    progressed: '进展',
    resolved: '已处理',
    cancelled: '已取消',
    bulletin: '每日状态通报',
    position_missed: '未汇报位置'
  },
  place: '地点',
  action: '处置措施',
  assignee: '处理人',
  eta: '预计到达',
  note: '说明',
  reason: '原因',
  until: '期限',
  clock: (clock, percent) => `${clocks[clock] ?? clock}时限已用 ${percent}%`,
  nobody: '值班人员均未接单，需要人工派单',
  purpose: { accept: '接单', hand_on: '转交', expect: '预计到达' },
  open: '查看工单',
  digest: (tickets, messages, allNew) => (allNew ? `${tickets} 张新工单` : `${tickets} 张工单有 ${messages} 条新消息`),
  more: (tickets) => `另有 ${tickets} 张，见工单列表`,
  cut: '……内容过长，请打开工单查看',
  part: (part, of) => `（${part}/${of}）`,
  outside: {
    expected: '维修人员已安排',
    progressed: '处理有新进展',
    resolved: '已处理完成'
  },
  counts: ({ opened, closed, open, dueToday, overdue }) =>
    `新开 ${opened}，关闭 ${closed}，在办 ${open}，今日到期 ${dueToday}，超时 ${overdue}`,
  noTeam: '未分班组',
  noScan: (from, to) => `${from}–${to} 没有打卡，请到最近的点位打卡`,
  test: (site) => `物巡测试消息：${site}的这个通道可以收到消息。`,
  page: {
    title: { accept: '接单', hand_on: '转交工单', expect: '填写预计到达时间' },
    note: '备注',
    colleague: '转交给',
    time: '预计到达时间',
    done: '完成',
    doneText: { accept: '已接单。', hand_on: '已转交。', expect: '预计到达时间已登记。' },
    refused: '没有执行',
    unknown: '链接无效，或已被改动。',
    expired: '链接已过期，请登录后操作。',
    used: '链接已使用过，每个链接只能用一次。',
    limits: '链接只能使用一次，操作以您的名义记录。请勿转发。',
    openTicket: '登录后查看工单'
  }
}
