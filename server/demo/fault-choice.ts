/** Which scripted fault a run of the demo shows: one whose ticket comes within seconds, where none is open yet. */

export type ScriptedFault = {
  fault: string
  equipment: string
  /** The rule that answers it. */
  rule: string
  /** From `ready` to the fault: what alarms at once waits a little, so that one can watch. */
  delay: '1s' | '5s'
}

type Candidate = { fault: string; rule: string; delay: ScriptedFault['delay'] }

/** On-delays (domain.md §3): outlet_low 15 s, power_lost, supervisory and major lift events 10 s, mains_lost and leak 5 s, fault 2 s, fire, smoke and critical lift events 0. */
const candidatesOf: Readonly<Record<string, readonly Candidate[]>> = {
  booster_pump: [
    { fault: 'burst', rule: 'booster_pump.outlet_low', delay: '1s' },
    { fault: 'pump_trip', rule: 'booster_pump.fault', delay: '5s' }
  ],
  fire_pump: [
    { fault: 'power_loss', rule: 'fire_pump.power_lost', delay: '1s' },
    { fault: 'pump_trip', rule: 'fire_pump.fault', delay: '5s' }
  ],
  jockey_pump: [{ fault: 'pump_trip', rule: 'jockey_pump.fault', delay: '5s' }],
  sump_pump: [{ fault: 'pump_trip', rule: 'sump_pump.fault', delay: '5s' }],
  elevator: [
    { fault: 'entrapment', rule: 'elevator.entrapment', delay: '5s' },
    { fault: 'door_close_fault', rule: 'elevator.door_close_fault', delay: '1s' },
    { fault: 'safety_chain_open', rule: 'elevator.safety_chain_open', delay: '1s' },
    { fault: 'brake_fault', rule: 'elevator.brake_fault', delay: '5s' },
    { fault: 'alarm_button', rule: 'elevator.alarm_button', delay: '5s' },
    { fault: 'door_open_fault', rule: 'elevator.door_open_fault', delay: '1s' },
    { fault: 'position_lost', rule: 'elevator.position_lost', delay: '1s' },
    { fault: 'mains_lost', rule: 'elevator.mains_lost', delay: '1s' },
    { fault: 'door_lock_open', rule: 'elevator.door_lock_open', delay: '1s' },
    { fault: 'overspeed', rule: 'elevator.overspeed', delay: '5s' }
  ],
  fire_alarm_panel: [
    { fault: 'fire_alarm', rule: 'fire_alarm_panel.fire_alarm', delay: '5s' },
    { fault: 'supervisory', rule: 'fire_alarm_panel.supervisory', delay: '1s' }
  ],
  power_cabinet: [{ fault: 'mains_lost', rule: 'power_cabinet.mains_lost', delay: '5s' }],
  leak_sensor: [{ fault: 'leak', rule: 'leak_sensor.leak', delay: '5s' }],
  environment: [{ fault: 'smoke', rule: 'environment.smoke', delay: '5s' }]
}

type Situation = {
  equipment: readonly { id: string; kind: string }[]
  /** Tickets that are neither closed nor cancelled. */
  tickets: readonly { equipment: string | null; rule: string | null }[]
  /** Below `count`, at random. */
  draw: (count: number) => number
}

/**
 * Prefers equipment without any open ticket, then a rule without one on its equipment. undefined
 * when every candidate has its ticket: a repeat would open none.
 */
export function chooseFault({ equipment, tickets, draw }: Situation): ScriptedFault | undefined {
  const all = equipment.flatMap(({ id, kind }) =>
    (candidatesOf[kind] ?? []).map((candidate) => ({ ...candidate, equipment: id, feedsOthers: kind === 'power_cabinet' }))
  )
  const calm = all.filter((candidate) => !tickets.some((ticket) => ticket.equipment === candidate.equipment))
  const fresh = all.filter(
    (candidate) => !tickets.some((ticket) => ticket.equipment === candidate.equipment && ticket.rule === candidate.rule)
  )
  const possible = calm.length > 0 ? calm : fresh
  // Minutes after a cabinet's fault, one on what it feeds would fold under it and open no ticket of its own.
  const apart = possible.filter((candidate) => !candidate.feedsOthers)
  const choice = apart.length > 0 ? apart : possible
  if (choice.length === 0) return undefined
  // Equipment first, so that lifts with their many events do not crowd out the pumps.
  const sites = [...new Set(choice.map((candidate) => candidate.equipment))]
  const place = sites[draw(sites.length)]
  const there = choice.filter((candidate) => candidate.equipment === place)
  const chosen = there[draw(there.length)]
  return chosen && { fault: chosen.fault, equipment: chosen.equipment, rule: chosen.rule, delay: chosen.delay }
}
