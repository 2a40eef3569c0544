/** 巡逻回放；与 `replay-en.ts` 键名相同。 */
export const replayZh = {
  replay: {
    open: '回放',
    title: '巡逻回放',
    noRound: '没有这次巡逻',
    noScans: '这次巡逻还没有打卡',
    plan: '平面图：{{seen}} 处已到，{{missed}} 处未到',
    strip: '点位没有坐标，按计划顺序排列',
    unplaced: '没有坐标的点位',
    play: '播放',
    pause: '暂停',
    back: '上一次打卡',
    on: '下一次打卡',
    time: '时间',
    speed: '倍速',
    floor: '{{floor}} 层',
    leg: '距上一处 {{metres}} 米，用时 {{span}}，{{speed}} 米/秒',
    span: '距上一次打卡 {{span}}',
    scans: '打卡记录',
    missing: '未到的点位'
  }
}
