/** 巡逻计划；与 `plan-en.ts` 键名相同。 */
export const planZh = {
  plan: {
    title: '计划',
    before: '上个月',
    after: '下个月',
    month: '{{year}} 年 {{month}} 月',
    thisMonth: '本月',
    times: '×{{count}}',
    rounds: '{{count}} 次',
    until: '至 {{day}}',
    more: '还有 {{count}} 条',
    dayHead: '{{date}} {{weekday}}',
    none: '这一天没有巡逻',
    visits: '每处 {{count}} 次',
    board: '打开当天看板',
    routes: '路线',
    all: '全部路线',
    only: '只看这条路线',
    noRoutes: '还没有启用的路线',
    retire: '停用',
    retireAsk: '停用“{{name}}”？已有的记录保留，以后不再安排。可在“设置 → 巡逻路线”里恢复。',
    edit: '修改',
    preview: '未来 4 周',
    previewSum: '{{days}} 天，共 {{count}} 次',
    previewNone: '未来 4 周一次也没有',
    previewLater: '填完整时段或次数后，这里显示未来 4 周',
    holiday: '休',
    workday: '班'
  }
}
