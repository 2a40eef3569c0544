/** 巡逻；与 `patrol-en.ts` 键名相同。 */
export const patrolZh = {
  patrol: {
    board: '巡逻看板',
    suspects: '可疑打卡',
    date: '日期',
    before: '前一天',
    after: '后一天',
    today: '今天',
    all: '全部',
    noRounds: '这一天没有巡逻任务',
    noneFound: '没有这种状态的巡逻',
    seen: '{{done}}/{{planned}} 处',
    running: '时段内',
    missedPlace: '漏检',
    toCome: '待检',
    toldLate: '{{time}} 才上传',
    byReader: '读卡器 {{reader}}',
    issue: '发现问题',
    hazard: '隐患工单',
    photo: '打卡照片',
    suspectCount: '{{count}} 次可疑',
    noSuspects: '没有可疑打卡',
    suspectHint: '可疑打卡照常记录，并在这里说明原因，由管理人员判断。',
    chainHint:
      '注意：手机离线记录的末尾若被整段删去，记录链本身看不出来，只会表现为标签上没有对应打卡的计数（见“设置 → 标签密钥”），或巡逻中漏检的点位。',
    status: { planned: '未开始', in_progress: '进行中', complete: '已完成', partial: '有漏检', missed: '漏巡' },
    type: { guard: '安保巡逻', inspection: '设备巡检', cleaning: '保洁', greening: '绿化', fire: '消防' },
    assurance: { sun: '防伪标签', uid: '普通标签', url: '标签网址', qr: '二维码', manual: '手工登记' },
    assuranceHint: {
      sun: 'SUN 动态签名，不能复制',
      uid: '标签 UID，可以复制',
      url: '打开标签网址，网址可以手工输入',
      qr: '扫码，二维码可以拍照转发',
      manual: '没有读取任何标签'
    },
    suspicion: {
      replayed: '这次触碰已经用过一次',
      harvested: '标签计数比更早的触碰还小：触碰被留存，之后才使用',
      forged: '签名与这个标签的密钥不符',
      wrong_tag: '签名来自另一个点位的标签',
      too_fast: '与上一处相距太远，步行到不了',
      clock_off: '手机时钟与服务器相差 5 分钟以上',
      clock_set: '两次记录之间改过手机时钟',
      edited: '记录之后被改动过',
      gap: '它前面有记录缺失',
      reordered: '记录的先后次序被换过',
      stale: '几天之后才上传',
      no_proof: '没有读到标签：手工输入网址，或扫了防伪标签点位的二维码'
    }
  }
}
