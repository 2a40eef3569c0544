/** 电梯: calls arrive as the day goes, the car travels floor by floor, doors open and close. */
import { clamp, dailyCurve, round, travel, wander } from '../signals.ts'
import { numberAttribute, type SimulatedEquipment } from '../site.ts'
import { type Call, drawCall } from './lift-calls.ts'
import { counterAt, type Model, type SimulatedEvent, type StepInput } from './model.ts'

type Phase = 'idle' | 'moving' | 'open' | 'stopped'
type LiftState = {
  phase: Phase
  /** Seconds since the phase began. */
  elapsed: number
  /** How long the doors stay open, s. */
  dwell: number
  /** m above the lowest landing. */
  position: number
  /** Index of the landing it left and of the one it goes to; the lowest is 0. */
  from: number
  to: number
  speed: number
  occupied: boolean
  call: Call | null
  waiting: Call[]
  levelError: number
  carVibration: number
  tripCount: number
  doorCount: number
  runHours: number
  roomDrift: number
  /** Event codes that are reported and not yet cleared. */
  reported: string[]
}

const floorHeight = 3
const acceleration = 0.8
const doorZone = 0.25

/** Calls an hour, peaks 07:30–09:00 and 17:30–19:30 (domain sheet §2). */
const callsOfDay = dailyCurve([
  [0, 1],
  [5, 1],
  [6.5, 9],
  [7.5, 32],
  [8.2, 38],
  [9, 28],
  [10, 14],
  [12, 20],
  [14, 11],
  [17, 20],
  [17.6, 32],
  [18.5, 38],
  [19.5, 26],
  [21, 15],
  [23, 5],
  [24, 1]
])

const eventFaults = {
  entrapment: 'the car stops between floors with somebody inside',
  overspeed: 'the governor trips (event)',
  overtravel_top: 'over-travel at the top (event)',
  overtravel_bottom: 'over-travel at the bottom (event)',
  door_open_running: 'doors open while running (event)',
  unintended_movement: 'the car moves off with its door open (event)',
  brake_fault: 'brake fault (event)',
  alarm_button: 'somebody presses the alarm button (event)',
  safety_chain_open: 'safety chain opens while running (event)',
  door_close_fault: 'the door does not close (event)',
  door_open_fault: 'the door does not open (event)',
  position_lost: 'the control lost its position (event)',
  mains_lost: 'mains supply lost (event)',
  door_lock_open: 'door lock circuit open (event)'
}

function landing(position: number): number {
  return Math.round(position / floorHeight)
}

/** Landings below the ground floor are −1, −2, …; there is no floor 0. */
function floorName(index: number, equipment: SimulatedEquipment): number {
  const lowest = numberAttribute(equipment, 'lowest_floor', -1)
  const floor = lowest + index
  return lowest < 0 && floor >= 0 ? floor + 1 : floor
}

function depart(state: LiftState, to: number): LiftState {
  const from = landing(state.position)
  if (to === from) return open(state, 6)
  return { ...state, phase: 'moving', elapsed: 0, from, to }
}

function open(state: LiftState, dwell: number): LiftState {
  return { ...state, phase: 'open', elapsed: 0, dwell, speed: 0, doorCount: state.doorCount + 1 }
}

function railWear({ faults }: StepInput): number {
  return 0.1 * Math.min(1, (faults.get('rail_wear') ?? 0) / 172_800)
}

function move(state: LiftState, input: StepInput): LiftState {
  const { equipment, dt, rng } = input
  const distance = (state.to - state.from) * floorHeight
  const course = travel(Math.abs(distance), state.elapsed, {
    maxSpeed: numberAttribute(equipment, 'rated_speed', 1.75),
    acceleration
  })
  const position = state.from * floorHeight + Math.sign(distance) * course.position
  const moving = { ...state, position, speed: Math.sign(distance) * course.speed, runHours: state.runHours + dt / 3600 }
  if (!course.done) return moving
  const arrived = {
    ...moving,
    tripCount: state.tripCount + 1,
    levelError: round(clamp(rng.gauss(2.5), -9, 9), 1),
    carVibration: round(clamp(0.13 + rng.gauss(0.025), 0.05, 0.28) + railWear(input), 3)
  }
  return open(arrived, rng.between(5, 10))
}

/** Doors close: who waited gets in and rides, who rode is gone. */
function closeDoors(state: LiftState): LiftState {
  if (!state.call) return { ...state, phase: 'idle', elapsed: 0 }
  if (!state.occupied) return depart({ ...state, occupied: true }, state.call.to)
  return { ...state, phase: 'idle', elapsed: 0, occupied: false, call: null }
}

function serve(state: LiftState, input: StepInput): LiftState {
  switch (state.phase) {
    case 'moving':
      return move(state, input)
    case 'open':
      return state.elapsed >= state.dwell ? closeDoors(state) : state
    case 'stopped':
      return open({ ...state, position: landing(state.position) * floorHeight, call: null, occupied: false }, 8)
    case 'idle': {
      const [call, ...waiting] = state.waiting
      return call ? depart({ ...state, call, waiting }, call.from) : state
    }
  }
}

/** Out of action: the car stands where the fault found it; after an entrapment between two floors. */
function halt(state: LiftState, input: StepInput): LiftState {
  const trapped = input.faults.has('entrapment')
  const standing = landing(state.position)
  const between = (standing > 0 ? standing - 1 : standing) * floorHeight + floorHeight / 2
  return {
    ...state,
    phase: 'stopped',
    speed: 0,
    position: trapped && state.phase !== 'stopped' ? between : trapped ? state.position : standing * floorHeight,
    occupied: trapped,
    call: null,
    waiting: []
  }
}

/** Codes that began or ended since the step before; one `clear` when the last one is gone. */
function report(active: string[], reported: string[]): SimulatedEvent[] {
  const events = active.filter((code) => !reported.includes(code)).map((code) => ({ code }))
  if (reported.length > 0 && active.length === 0) events.push({ code: 'clear' })
  return events
}

export const elevator: Model<LiftState> = {
  kind: 'elevator',
  sampling: {
    car_speed: 1,
    machine_room_temp: 300,
    trip_count: 300,
    door_count: 300,
    run_hours: 300,
    days_since_maintenance: 3600
  },
  faults: {
    ...eventFaults,
    door_held_open: 'something holds the door open',
    hot_machine_room: 'the machine room heats up',
    cooling_weak: 'the machine room cooling loses refrigerant: 5 K warmer within twelve hours, below every limit',
    rail_wear: 'guide shoes wear: within two days the car shakes 0.1 m/s² more, below every limit'
  },

  init(input) {
    const ground =
      numberAttribute(input.equipment, 'lowest_floor', -1) < 0 ? -numberAttribute(input.equipment, 'lowest_floor', -1) : 0
    return {
      phase: 'idle',
      elapsed: 0,
      dwell: 6,
      position: ground * floorHeight,
      from: ground,
      to: ground,
      speed: 0,
      occupied: false,
      call: null,
      waiting: [],
      levelError: 0,
      carVibration: 0.12,
      tripCount: Math.floor(counterAt(input.t, 32)),
      doorCount: Math.floor(counterAt(input.t, 34)),
      runHours: counterAt(input.t, 0.16),
      roomDrift: 0,
      reported: []
    }
  },

  step(state, input) {
    const { dt, rng, hour, faults, equipment } = input
    const active = [...faults.keys()].filter((name) => name in eventFaults)
    const events = report(active, state.reported)
    const held = faults.has('door_held_open')
    const landings = numberAttribute(equipment, 'landings', 19)
    const arriving = active.length === 0 && rng.chance((callsOfDay(hour) / 3600) * dt)
    const ahead: LiftState = {
      ...state,
      elapsed: state.elapsed + dt,
      reported: active,
      waiting:
        arriving && state.waiting.length < 3 ? [...state.waiting, drawCall(hour, landings, equipment, rng)] : state.waiting,
      roomDrift: wander(state.roomDrift, dt, 3600, 0.6, rng) + 0
    }
    if (active.length > 0) return { state: halt(ahead, input), events }
    if (held && ahead.phase === 'idle') return { state: open(ahead, 6), events }
    if (held && ahead.phase === 'open') return { state: ahead, events }
    return { state: serve(ahead, input), events }
  },

  values(state, { equipment, day, hour, faults }) {
    const nearest = landing(state.position)
    return {
      service_mode: 'normal',
      car_moving: state.phase === 'moving',
      direction: state.phase === 'moving' ? (state.to > state.from ? 'up' : 'down') : 'none',
      floor: floorName(nearest, equipment),
      in_door_zone: Math.abs(state.position - nearest * floorHeight) <= doorZone,
      door_closed: state.phase !== 'open',
      occupied: state.occupied,
      car_speed: round(state.speed, 2),
      level_error: state.levelError,
      car_vibration: state.carVibration,
      trip_count: state.tripCount,
      door_count: state.doorCount,
      run_hours: round(state.runHours, 2),
      machine_room_temp: round(
        faults.has('hot_machine_room')
          ? 46
          : 25 +
              3 * Math.sin(((hour - 9) / 24) * 2 * Math.PI) +
              clamp(state.roomDrift, -2, 2) +
              5 * Math.min(1, (faults.get('cooling_weak') ?? 0) / 43_200),
        1
      ),
      // Serviced every 13 days, within the 15 that are allowed.
      days_since_maintenance: (day + (equipment.id.charCodeAt(equipment.id.length - 1) % 13)) % 13
    }
  }
}
