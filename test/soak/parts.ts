/** The parts of the long run: test files of the gate, with the volumes of a full run. */
export type SoakPart = {
  name: string
  file: string
  /** Only tests whose full name matches. */
  filter?: string
  env: (rounds: number) => Record<string, string>
  /** After so long it has failed. */
  patienceMs: (rounds: number) => number
}

const minute = 60_000
const crashRounds = (rounds: number) => ({ CRASH_ROUNDS: String(rounds) })

export const soakParts: readonly SoakPart[] = [
  {
    name: 'load',
    file: 'test/integration/crash.test.ts',
    env: crashRounds,
    patienceMs: (rounds) => (2 + rounds) * minute
  },
  {
    name: 'journal',
    file: 'test/integration/journal-crash.test.ts',
    env: crashRounds,
    patienceMs: (rounds) => (3 + rounds) * minute
  },
  {
    name: 'import',
    file: 'test/integration/import.test.ts',
    filter: 'kill -9',
    env: crashRounds,
    patienceMs: (rounds) => (2 + rounds) * minute
  },
  {
    name: 'floods',
    file: 'test/integration/hostile.test.ts',
    filter: 'a flood',
    env: () => ({ FLOOD_SCALE: '100' }),
    patienceMs: () => 6 * minute
  },
  {
    name: 'outage',
    file: 'test/integration/timeseries-outage.test.ts',
    env: () => ({ OUTAGE_RATE: '2000', OUTAGE_MS: '60000' }),
    patienceMs: () => 10 * minute
  }
]
