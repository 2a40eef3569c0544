import { alarmZh } from './alarm-zh.ts'
import { attachmentZh } from './attachment-zh.ts'
import { mappingZh } from './mapping-zh.ts'
import { patrolSetupZh } from './patrol-setup-zh.ts'
import { patrolZh } from './patrol-zh.ts'
import { peopleZh } from './people-zh.ts'
import { planZh } from './plan-zh.ts'
import { replayZh } from './replay-zh.ts'
import { reportZh } from './report-zh.ts'
import { ruleZh } from './rule-zh.ts'
import { setupZh } from './setup-zh.ts'
import { slaZh } from './sla-zh.ts'
import { tellingZh } from './telling-zh.ts'
import { ticketZh } from './ticket-zh.ts'
import { wallZh } from './wall-zh.ts'
import { workZh } from './work-zh.ts'

/** 中文, the language of the house; `en.ts` has the same keys. Words as in domain.md §1. */
export const zh = {
  nav: {
    label: '主导航',
    overview: '总览',
    tickets: '工单',
    my: '我的',
    alarms: '告警',
    patrol: '巡逻',
    reports: '报表',
    rejects: '拒收报文',
    setup: '设置'
  },
  page: {
    loading: '正在加载',
    retry: '重试',
    more: '加载更多',
    cancel: '取消',
    crumbs: '当前位置',
    notFound: '没有这个页面',
    toOverview: '回到总览'
  },
  session: {
    motto: '设施设备监测与维修工单',
    username: '用户名',
    password: '密码',
    login: '登录',
    logout: '退出登录',
    menu: '用户菜单',
    needUsername: '请输入用户名',
    needPassword: '请输入密码',
    wrong: '用户名或密码不正确',
    tooMany: '尝试次数过多，请稍后再试'
  },
  role: { viewer: '只读', guard: '秩序维护员', engineer: '工程人员', manager: '项目经理', admin: '管理员' },
  theme: { toLight: '切换到浅色', toDark: '切换到深色' },
  link: {
    connecting: '连接中',
    live: '实时',
    lost: '已断开',
    lostSince: '实时连接已断开，画面停在 {{time}}',
    mending: '正在自动重连，恢复后补齐数据，无需刷新。'
  },
  error: {
    unexpected: '页面出错了',
    noAnswer: '服务没有应答',
    noAnswerHint: '请检查网络，稍后会自动重试。',
    invalid: '填写有误',
    conflict: '与现有内容或状态冲突',
    forbidden: '没有权限',
    notFound: '找不到',
    notYet: '此版本尚不支持',
    service: '服务出错'
  },
  fault: {
    required: '必填',
    longer: '至少 {{count}} 个字符',
    shorter: '最多 {{count}} 个字符',
    more: '至少 {{count}} 项',
    fewer: '最多 {{count}} 项',
    bound: '应 {{bound}}',
    choice: '应为其中之一：{{choices}}',
    time: '不是有效的时间',
    toCome: '应为将来的时间',
    otherTag: '不是此设备或其所在位置的标签',
    noTag: '此工单的设备或地点没有登记标签',
    sameHolder: '应为别人：现在就是 {{holder}} 在处理',
    unknownField: '没有这一项',
    inUse: '已被使用',
    fixed: '不能更改',
    absent: '没有 {{name}}',
    type: '应为{{type}}',
    types: { text: '文字', number: '数字', whole: '整数', flag: '是或否', list: '列表', mapping: '一组键值' },
    form: '格式不正确',
    other: '不符合要求：{{message}}'
  },
  equipmentStatus: { alarm: '报警', offline: '离线', warning: '预警', normal: '正常' },
  severity: { critical: '严重', major: '重要', minor: '次要', info: '提示' },
  priority: { P1: '紧急', P2: '高', P3: '一般', P4: '低' },
  ticketStatus: {
    open: '待接单',
    assigned: '已派单',
    accepted: '已接单',
    arrived: '已到场',
    on_hold: '挂起',
    resolved: '已完工',
    closed: '已验收',
    cancelled: '已取消'
  },
  ticketType: {
    fault: '设备故障',
    repair: '报修',
    complaint: '投诉',
    hazard: '隐患',
    qa: '品质整改',
    liaison: '工作联络',
    review: '事件复盘',
    check: '核查'
  },
  deviation: { low: '偏低', high: '偏高', other: '不正常' },
  quality: { skewed: '时钟偏差', stuck: '卡死', flat: '无波动', jumping: '跳变', implausible: '不合理', title: '测点可疑' },
  value: { old: '{{span}}前', never: '从未上报', seen: '{{span}}前' },
  overview: {
    all: '全部',
    nowhere: '未填位置',
    none: '还没有设备',
    noneFound: '没有符合条件的设备',
    search: '搜索设备、位置',
    attention: '待处理工单',
    allTickets: '全部 {{count}}',
    toVerify: '{{count}} 张工单待验收',
    calm: '没有待处理的工单'
  },
  equipment: {
    kind: '类型',
    id: '编号',
    lastSeen: '最近上报',
    values: '实时数据',
    valuesHint: '点选查看趋势',
    normal: '正常',
    expected: '应为',
    alarms: '当前告警',
    tickets: '工单',
    noTickets: '此设备没有工单',
    clockAhead: '设备时钟快了约{{span}}，请校时',
    clockAheadHint: '{{names}}：读数已保存，但时间在未来，不作为当前值，也不参与告警判断。'
  },
  attribute: {
    rated_current: '额定电流 (A)',
    rated_speed: '额定速度 (m/s)',
    rated_power: '额定功率 (kW)',
    rated_flow: '额定流量 (m³/h)',
    rated_pressure: '额定压力 (MPa)',
    rated_load: '额定载重 (kg)',
    set_pressure: '设定压力 (MPa)',
    start_pressure: '启泵压力 (MPa)',
    stop_pressure: '停泵压力 (MPa)',
    tank_volume: '水箱容积 (m³)',
    landings: '层站数',
    lowest_floor: '最低层',
    elevation: '安装高度 (m)',
    point_type: '测点类型',
    manufacturer: '厂家',
    model: '型号'
  },
  trend: {
    title: '趋势',
    metric: '测点',
    range: '时间范围',
    hours1: '1小时',
    hours6: '6小时',
    hours24: '24小时',
    hours168: '7天',
    reset: '恢复 24 小时',
    none: '这段时间没有数据',
    of: '{{name}}的趋势图',
    hint: '按住拖动可放大。',
    zoomed: '已放大，不再随时间移动；可继续拖动放大。',
    band: '浅色带为每段的最小值到最大值。',
    skewed: '其中 {{value}} 个读数到达时其时间在未来（设备时钟偏快），仅保存，不参与判断。'
  },
  form: {
    required: '必填',
    optional: '选填',
    note: '说明',
    reason: '原因',
    until: '挂起至',
    howLong: '时长',
    endsAt: '到 {{end}} 自动结束',
    result: '处理结果',
    peopleHint: '留空即本人',
    partsHint: '输入后按回车',
    sep: '：'
  },
  reject: { hint: '已确认但未采用的 MQTT 报文及其原因。', none: '没有拒收的报文', payload: '报文内容' },
  ...alarmZh,
  ...attachmentZh,
  ...mappingZh,
  ...patrolZh,
  ...patrolSetupZh,
  ...planZh,
  ...replayZh,
  ...wallZh,
  ...peopleZh,
  ...reportZh,
  ...ruleZh,
  ...setupZh,
  ...slaZh,
  ...tellingZh,
  ...ticketZh,
  ...workZh,
  toast: { p1: '紧急工单', open: '查看工单' }
}

export type Words = typeof zh
