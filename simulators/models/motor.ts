/** The motor, its panel and its bearings: what all pumps have in common (domain sheet 2.1). */
import { approach, clamp, round, wander } from '../signals.ts'
import { numberAttribute } from '../site.ts'
import { counterAt, type StepInput, type Values } from './model.ts'

export type MotorState = {
  running: boolean
  /** Share of rated current; 0 when stopped. */
  load: number
  /** Share of rated shaft power. */
  power: number
  bearingTemp: number
  motorTemp: number
  vibration: number
  vibrationDrift: number
  /** Starts of the last hour, ms since the epoch. */
  starts: number[]
  runHours: number
  startCount: number
}

export const motorSampling = {
  running: 0,
  control_mode: 0,
  fault: 0,
  power_ok: 0,
  motor_current: 10,
  motor_load: 10,
  motor_power: 10,
  vibration: 60,
  bearing_temp: 60,
  motor_temp: 60,
  starts_1h: 60,
  run_hours: 300,
  start_count: 300
}

export const motorFaults = {
  pump_trip: 'the drive trips and the pump stops (fault)',
  power_loss: 'the panel loses its supply (power_ok false)',
  not_auto: 'somebody leaves the panel in manual',
  overload: 'the motor draws 125 % of its rated current',
  bearing_hot: 'the bearing runs hot within minutes',
  vibration: 'the pump vibrates at 8 mm/s',
  bearing_wear: 'a bearing wears: within two days 10 K warmer and 1.2 mm/s rougher, below every limit'
}

const warmUpSeconds = 20 * 60
const wearSeconds = 48 * 3600

export function initMotor(input: StepInput, usual: { load: number; dutyPerHour: number; startsPerHour: number }): MotorState {
  const ambient = roomTemperature(input.hour)
  return {
    running: usual.load > 0,
    load: usual.load,
    power: usual.load * 0.6,
    bearingTemp: ambient + 30 * usual.load,
    motorTemp: ambient + 35 * usual.load,
    vibration: 0,
    vibrationDrift: 0,
    starts: [],
    runHours: counterAt(input.t, usual.dutyPerHour),
    startCount: Math.floor(counterAt(input.t, usual.startsPerHour))
  }
}

/** Plant rooms follow the day by some degrees. */
export function roomTemperature(hour: number): number {
  return 23 + 2.5 * Math.sin(((hour - 9) / 24) * 2 * Math.PI)
}

/** Can it run at all: supply there, drive not tripped. */
export function isAvailable(input: StepInput): boolean {
  return !input.faults.has('power_loss') && !input.faults.has('pump_trip')
}

type Drive = {
  /** What the control wants. */
  wanted: boolean
  /** Share of rated speed, 0–1. */
  speed: number
  /** Share of rated shaft power at full speed and present flow; the cube of speed comes on top. */
  torque: number
}

export function stepMotor(state: MotorState, drive: Drive, input: StepInput): MotorState {
  const { dt, t, rng, faults } = input
  const running = drive.wanted && isAvailable(input)
  const started = running && !state.running
  const power = running ? drive.torque * drive.speed ** 3 : 0
  // Magnetising current flows at any load, hence no motor falls below some 40 %; a pump without water does.
  let load = running ? Math.hypot(0.42, 0.84 * power) * (drive.torque < 0.2 ? 0.65 : 1) : 0
  if (running && faults.has('overload')) load = 1.25
  const ambient = roomTemperature(input.hour)
  const hot = faults.has('bearing_hot')
  const wear = Math.min(1, (faults.get('bearing_wear') ?? 0) / wearSeconds)
  const vibrationDrift = wander(state.vibrationDrift, dt, 300, 0.12, rng)
  const still = 0.05 + Math.abs(vibrationDrift) / 10
  return {
    running,
    load,
    power,
    bearingTemp: approach(
      state.bearingTemp,
      hot ? 98 : ambient + (running ? 14 + 22 * power + 10 * wear : 0),
      dt,
      hot ? 90 : warmUpSeconds
    ),
    motorTemp: approach(state.motorTemp, ambient + (running ? 14 + 30 * load ** 2 : 0), dt, warmUpSeconds),
    vibration: running ? 0.8 + 0.9 * drive.speed ** 2 + vibrationDrift + (faults.has('vibration') ? 6.5 : 0) + 1.2 * wear : still,
    vibrationDrift,
    starts: state.starts.filter((at) => t - at < 3_600_000).concat(started ? [t] : []),
    runHours: state.runHours + (running ? dt / 3600 : 0),
    startCount: state.startCount + (started ? 1 : 0)
  }
}

export function motorValues(state: MotorState, input: StepInput): Values {
  const { rng, faults, equipment } = input
  const load = state.running ? clamp(state.load + rng.gauss(0.006), 0, 8) : 0
  return {
    running: state.running,
    control_mode: faults.has('not_auto') ? 'manual' : 'auto',
    fault: faults.has('pump_trip'),
    power_ok: !faults.has('power_loss'),
    motor_current: round(load * numberAttribute(equipment, 'rated_current', 30), 1),
    motor_load: round(load * 100, 1),
    motor_power: round(
      Math.max(0, state.power + (state.running ? rng.gauss(0.005) : 0)) * numberAttribute(equipment, 'rated_power', 15),
      2
    ),
    vibration: round(Math.max(0, state.vibration + rng.gauss(0.04)), 2),
    bearing_temp: round(state.bearingTemp + rng.gauss(0.1), 1),
    motor_temp: round(state.motorTemp + rng.gauss(0.1), 1),
    starts_1h: state.starts.length,
    run_hours: round(state.runHours, 2),
    start_count: state.startCount
  }
}
