/**
 * The way of a reading, in one place:
 *
 *   journal ▸ rules ▸ alarms and tickets ▸ screens, PUBACK
 *
 * A group is committed to the journal first, so that no crash loses what was acknowledged;
 * then judged; then its alarms and tickets are committed, together with how far the rules
 * have come. Only now is it told: to the screens, which only queues, so that a slow browser
 * delays nothing, and to the device as its PUBACK. A crash between the two commits leaves groups the rules have not seen: at start
 * they are judged again, and what they cause is the same as if nothing had happened.
 *
 * Rules judge by the device's time (`ts`); silence and delays that run out unheard go by ours.
 * A reading older than the newest judged one of its metric is stored, not judged.
 */
import type { Arrival } from '../gateway/reading.ts'
import type { Publisher } from './live/publisher.ts'
import type { AlarmChange } from './rules/changes.ts'
import type { Engine } from './rules/engine.ts'
import type { StatusBoard } from './status-board.ts'
import { createGroupCommit } from './store/group-commit.ts'
import type { Journal, JournalState } from './store/reading-store.ts'
import type { StoredState } from './tickets/checkpoint.ts'
import type { Desk } from './tickets/desk.ts'

export type PipelineOptions = {
  journal: Journal
  /** A fresh engine with all rules in force; its state is restored here. */
  createEngine: () => Promise<Engine>
  /** How far the rules have come, as last committed. */
  readCheckpoint: () => Promise<{ rulesSeq: number; states: StoredState[] }>
  desk: Pick<Desk, 'settle'>
  board: StatusBoard
  publisher: Pick<Publisher, 'readings' | 'settled'>
  /** Equipment whose status changed. */
  statusChanged: (equipment: string[]) => void
  now: () => number
  /** After each commit of at least one message: how many, and how long it took in s. */
  onCommit: (messages: number, seconds: number) => void
  onFailure: (error: unknown) => void
  /** After a failure, before the rules learn anew: it is not known what of the failed commit was stored after all. */
  onRecover?: () => Promise<void>
}

export type Pipeline = {
  /** Restores the rules' memory and judges what they had not seen. Call before the first CONNECT is taken. */
  start(): Promise<JournalState>
  accept(arrival: Arrival, done: (error: Error | null) => void): void
  /** Fires timers that came due, watches for stalls, checkpoints. Call ten times a second. */
  tick(): void
  available(): boolean
  /** Waits for what was accepted, and checkpoints. */
  drain(): Promise<void>
}

const stallMs = 5000
const groupSize = 4000
const checkpointMs = 3000

export function createPipeline(options: PipelineOptions): Pipeline {
  const { journal, desk, board, publisher, now } = options
  let engine: Engine | undefined
  let judgedSeq = 0
  let settledSeq = 0
  let settledAt = now()

  const groups = createGroupCommit<Arrival>({ commit, now, stallMs, maxItems: groupSize, onFailure: options.onFailure })

  async function commit(group: Arrival[]): Promise<void> {
    const rules = engine ?? (await relearn())
    const begun = performance.now()
    try {
      const { seq } = await journal.append(group)
      const changes = [...rules.judge(group), ...rules.tick(now())]
      judgedSeq = seq
      await settle(rules, changes)
      tell(group)
      if (group.length > 0) options.onCommit(group.length, (performance.now() - begun) / 1000)
    } catch (error) {
      // The rules' memory may be ahead of what was committed: learn it anew before the next group.
      engine = undefined
      throw error
    }
  }

  /** Alarms, tickets, the rules' state and their place in the journal: one transaction, or none. */
  async function settle(rules: Engine, changes: AlarmChange[]): Promise<void> {
    const checkpointDue = now() - settledAt >= checkpointMs && judgedSeq > settledSeq
    if (changes.length === 0 && !checkpointDue) return
    const settlement = await desk.settle(changes, { rulesSeq: judgedSeq, states: rules.unsaved() })
    rules.saved()
    settledSeq = judgedSeq
    settledAt = now()
    options.statusChanged(board.applyAlarms(settlement.alarms))
    publisher.settled(settlement)
  }

  function tell(group: Arrival[]): void {
    for (const { readings, events, presences } of group) {
      const changed = [...board.applyReadings(readings), ...board.applyHeard(events), ...board.applyPresence(presences)]
      if (readings.length > 0) publisher.readings(readings)
      if (changed.length > 0) options.statusChanged(changed)
    }
  }

  async function relearn(): Promise<Engine> {
    await options.onRecover?.()
    return (await recover()).engine
  }

  /** The rules as of the last settled group, then every group after it, as it came. */
  async function recover(): Promise<{ engine: Engine; state: JournalState }> {
    const { rulesSeq, states } = await options.readCheckpoint()
    const rules = await options.createEngine()
    const state = await journal.restore(rulesSeq)
    rules.restore({ states, ...state })
    judgedSeq = settledSeq = rulesSeq
    const changes: AlarmChange[] = []
    for await (const { seq, arrival } of journal.replayAfter(rulesSeq)) {
      changes.push(...rules.judge([arrival]))
      judgedSeq = seq
    }
    await settle(rules, [...changes, ...rules.tick(now())])
    engine = rules
    return { engine: rules, state }
  }

  return {
    async start() {
      const { state } = await recover()
      return state
    },
    accept: groups.accept,
    tick() {
      // Without an engine a commit has just failed: `watch` decides when to try again.
      const due = engine ? (engine.nextDue() ?? Number.POSITIVE_INFINITY) <= now() : false
      const checkpointDue = engine && judgedSeq > settledSeq && now() - settledAt >= checkpointMs
      if (due || checkpointDue) groups.poke()
      groups.watch()
    },
    available: groups.available,
    async drain() {
      await groups.settled()
      if (engine && judgedSeq > settledSeq) await desk.settle([], { rulesSeq: judgedSeq, states: engine.unsaved() })
    }
  }
}
