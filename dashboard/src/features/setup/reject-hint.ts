/** The service's reasons (gateway/) in the words of somebody who has never seen MQTT: a key under `firstRun.reason`. */
const hints = [
  ['equipment', /^unknown equipment/],
  ['forbidden', /^forbidden/],
  ['json', /^not JSON/],
  ['metric', /unknown metric/],
  ['range', /outside the physical range/],
  ['time', /^ts:/],
  ['shape', /^wrong shape|expected/]
] as const

export function reasonHint(reason: string): (typeof hints)[number][0] | undefined {
  return hints.find(([, pattern]) => pattern.test(reason))?.[0]
}
