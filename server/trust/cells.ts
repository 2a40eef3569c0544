/**
 * What is remembered of one sensor: 26 numbers, side by side with its equipment's other sensors. Objects with as many
 * number fields cost three times the memory and twice the time; with 10,000 equipment of 12 sensors each that counts.
 */

/** Where each number lies, counted from the sensor's own first cell. Times and durations in ms. */
export const cell = {
  /** The last reading. */
  ts: 0,
  value: 1,
  /** Readings seen, and ts of the first. */
  seen: 2,
  firstTs: 3,
  /** The present run of identical values: its first ts, how long the sensor should have moved meanwhile, repeats. */
  runTs: 4,
  runMs: 5,
  runCount: 6,
  /** The longest run it ever had, slowly forgotten. */
  longestMs: 7,
  /** Steps learned from, and the greatest of them, slowly forgotten. */
  steps: 8,
  peak: 9,
  /** An excursion that is not back yet: where it left from, how far, readings since, and whether no such thing can move so. */
  base: 10,
  away: 11,
  held: 12,
  impossible: 13,
  /** Returned excursions of late: one more for each, 3 % less with each reading. */
  spikes: 14,
  /** Range of values in the present window, and the least range of any window. */
  windowTs: 15,
  windowCount: 16,
  low: 17,
  high: 18,
  leastRange: 19,
  windows: 20,
  /** Consecutive windows whose range had collapsed. */
  collapsed: 21,
  /** Consecutive readings that contradict the machine's state or the bounds of the possible. */
  contradictions: 22,
  /** The fault that stands (`faultCodes`), 0 for none; its first evidence and its last. */
  fault: 23,
  since: 24,
  evidenceTs: 25
} as const

export const cellsPerSensor = 26

export const sensorFaults = ['stuck', 'flat', 'jumping', 'implausible'] as const
/** `skewed` is of the equipment's clock, the others of one sensor. */
export type SensorFault = (typeof sensorFaults)[number]
/** The number that stands for a fault in its cell; 0 is none. */
export const faultCodes: Readonly<Record<SensorFault, number>> = { stuck: 1, flat: 2, jumping: 3, implausible: 4 }
