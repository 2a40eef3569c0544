/** 火灾报警控制器: rests in automatic; a fire runs through delay, start and feedback as GB 50116 panels do. */
import type { Model, StepInput } from './model.ts'

type PanelState = { fireSeconds: number }

/** Seconds from the fire signal to the start command, and from there to the machine's answer (engineering defaults). */
const startDelay = 30
const feedbackDelay = 5

/** Points that report when a loop is cut, and when one detector fails. */
const pointsOfLoop = 32

function faultCount({ faults }: StepInput): number {
  return (faults.has('loop_fault') ? pointsOfLoop : 0) + (faults.has('point_fault') ? 1 : 0)
}

export const fireAlarmPanel: Model<PanelState> = {
  kind: 'fire_alarm_panel',
  sampling: { isolated_count: 300, fault_count: 300 },
  faults: {
    fire_alarm: 'a detector reports fire, until somebody resets the panel',
    loop_fault: 'a detection loop is cut, its points are lost',
    mains_fault: 'the panel loses its mains and runs on its battery',
    battery_fault: 'the standby battery fails',
    point_fault: 'one detector fails (fault)',
    supervisory: 'a signal valve is shut (supervisory)',
    isolated: 'somebody isolates two points',
    panel_manual: 'somebody leaves the panel in manual'
  },

  init() {
    return { fireSeconds: 0 }
  },

  step(state, { dt, faults }) {
    return { state: { fireSeconds: faults.has('fire_alarm') ? state.fireSeconds + dt : 0 } }
  },

  values(state, input) {
    const { faults } = input
    const fire = faults.has('fire_alarm')
    // In manual a person starts the pumps and fans; the panel waits.
    const automatic = !faults.has('panel_manual')
    const started = fire && automatic && state.fireSeconds >= startDelay
    const mainsFault = faults.has('mains_fault')
    const batteryFault = faults.has('battery_fault')
    return {
      fire_alarm: fire,
      fault: faultCount(input) > 0 || mainsFault || batteryFault,
      isolated: faults.has('isolated'),
      supervisory: faults.has('supervisory'),
      started,
      feedback: started && state.fireSeconds >= startDelay + feedbackDelay,
      delayed: fire && automatic && !started,
      mains_fault: mainsFault,
      battery_fault: batteryFault,
      loop_fault: faults.has('loop_fault'),
      control_mode: automatic ? 'auto' : 'manual',
      test_mode: false,
      isolated_count: faults.has('isolated') ? 2 : 0,
      fault_count: faultCount(input)
    }
  }
}
