import type { replayZh } from './replay-zh.ts'

export const replayEn: typeof replayZh = {
  replay: {
    open: 'Replay',
    title: 'Replay of a round',
    noRound: 'There is no such round',
    noScans: 'Nothing was scanned in this round yet',
    plan: 'Plan: {{seen}} places seen, {{missed}} not',
    strip: 'Without positions places stand in the order of the plan',
    unplaced: 'Places without a position',
    play: 'Play',
    pause: 'Pause',
    back: 'Scan before',
    on: 'Next scan',
    time: 'Time',
    speed: 'Speed',
    floor: 'floor {{floor}}',
    leg: '{{metres}} m from the place before in {{span}}, {{speed}} m/s',
    span: '{{span}} after the scan before',
    scans: 'Scans',
    missing: 'Places not seen'
  }
}
