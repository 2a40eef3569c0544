import type { AlarmItem } from '../../../../server/contract/alarms.ts'

/** A fire alarm stays loud (contract §3); the service refuses it as well. */
const neverShelved = new Set(['fire_alarm_panel.fire_alarm'])

export function mayShelve({ state, rule }: Pick<AlarmItem, 'state' | 'rule'>): boolean {
  return (state === 'unacknowledged' || state === 'acknowledged' || state === 'returned') && !neverShelved.has(rule)
}
