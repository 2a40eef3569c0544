/** 大屏；与 `wall-en.ts` 键名相同。 */
export const wallZh = {
  wall: {
    title: '大屏',
    alarms: '告警',
    noAlarms: '没有告警',
    tickets: '未关工单',
    noTickets: '没有未关工单',
    rounds: '今日巡逻',
    noRounds: '今天没有巡逻',
    late: '{{count}} 次漏检',
    page: '{{page}}/{{pages}}',
    live: '实时',
    connecting: '正在连接',
    lost: '连接中断：数据停在 {{time}}',
    lostFor: '已 {{span}}，正在重连',
    noKey: '这个地址没有大屏钥匙，也没有登录。请管理员在“设置 → 大屏钥匙”里生成地址。',
    revoked: '大屏钥匙无效或已被收回。请管理员生成新的地址。',
    unreachable: '连不上服务，正在重试'
  },
  wallKey: {
    hint: '大屏地址只能看，不能操作，不会过期；收回后画面立即关闭。地址里有钥匙，只显示一次。',
    name: '挂在哪里',
    made: '大屏地址',
    once: '地址只显示这一次，请现在复制到大屏的浏览器。',
    createdAt: '{{time}} 由 {{who}} 生成',
    usedAt: '最近使用 {{time}}',
    unused: '还没有用过',
    revoke: '收回',
    revokeAsk: '收回“{{name}}”的钥匙？用它的大屏立即关闭。',
    english: '英文地址'
  }
}
