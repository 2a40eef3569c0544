/** A desk that keeps what it is told in a list: all of a settlement, or nothing when it fails. */
import type { AlarmChange } from '../../server/rules/changes.ts'
import type { Checkpoint, StoredState } from '../../server/tickets/checkpoint.ts'
import type { Desk } from '../../server/tickets/desk.ts'
import { createGate, type Gate } from './gate.ts'

export type RecordingDesk = Pick<Desk, 'settle'> & {
  /** What was committed: `low pump-1 raised 1000`. */
  committed: string[]
  readCheckpoint(): Promise<{ rulesSeq: number; states: StoredState[] }>
  /** The next settlement rejects, with nothing of it stored. */
  failNext(): void
  /** The next settlement waits until the gate is opened. */
  holdNext(): Gate
  /** Resolves when so many changes have been committed in all. */
  reached(changes: number): Promise<void>
  /** Resolves when the journal is known to be judged up to here. */
  judgedUpTo(seq: number): Promise<void>
}

export function createRecordingDesk(): RecordingDesk {
  const committed: string[] = []
  const states = new Map<string, StoredState>()
  const watching: { isMet(): boolean; resolve(): void }[] = []
  let rulesSeq = 0
  let failing = false
  let gate: Gate | undefined

  function store(changes: readonly AlarmChange[], checkpoint: Checkpoint): void {
    for (const { rule, equipment, type, episode } of changes) committed.push(`${rule.id} ${equipment} ${type} ${episode}`)
    for (const { rule, equipment, state } of checkpoint.states) {
      if (state === null) states.delete(`${rule} ${equipment}`)
      else states.set(`${rule} ${equipment}`, { rule, equipment, state })
    }
    rulesSeq = checkpoint.rulesSeq
    for (const watch of watching) if (watch.isMet()) watch.resolve()
  }

  const until = (isMet: () => boolean) =>
    new Promise<void>((resolve) => {
      if (isMet()) resolve()
      else watching.push({ isMet, resolve })
    })

  return {
    committed,
    async settle(changes, checkpoint) {
      const held = gate
      gate = undefined
      await held?.passed
      if (failing) {
        failing = false
        throw new Error('the database does not answer')
      }
      store(changes, checkpoint)
      return { alarms: [], tickets: [] }
    },
    readCheckpoint: async () => ({ rulesSeq, states: [...states.values()] }),
    failNext() {
      failing = true
    },
    holdNext() {
      gate = createGate()
      return gate
    },
    reached: (changes) => until(() => committed.length >= changes),
    judgedUpTo: (seq) => until(() => rulesSeq >= seq)
  }
}
