/**
 * The way of a reading, in one place:
 *
 *   journal ▸ rules ▸ alarms and tickets ▸ screens, PUBACK
 *
 * A group is committed to the journal first, so that no crash loses what was acknowledged; then judged: by the rules, by
 * what is learned, and by the watch over the sensors, which are one engine from here (`app/engine-maker.ts`). What they
 * say, if anything, is committed next: alarms and tickets in one transaction with the state of the rules, how far they
 * have come, and which readings came late. Only now is the group told: to the screens, which only queues, so that a slow
 * browser delays nothing, and to the device as its PUBACK.
 *
 * A group that changes no alarm writes nothing but the journal; the state of the rules follows every few seconds. So a
 * crash leaves groups the rules have not seen. At start they are judged again, and what they cause is the same as if
 * nothing had happened; a failed commit is met in the same way, without a restart.
 *
 * Rules judge by the device's time (`ts`); silence and delays that run out unheard go by ours. A reading older than the
 * newest judged one of its metric is stored with a mark; behind the groups its equipment's history is gone over
 * (`late/corrector.ts`). What that changes of the past, and other rules or equipment (`reload`), come in between two groups.
 *
 * A scan of a patrol reader goes the same way, past the rules: what cannot be taken of it is a reject before the group is
 * committed, the rest is stored, with the rounds it counts for, before the PUBACK. A reader that gets none sends it again,
 * and it counts once (`patrol/field-scans.ts`).
 */
import type { Arrival } from '../gateway/reading.ts'
import type { Corrector } from './late/corrector.ts'
import type { Publisher } from './live/publisher.ts'
import type { AlarmChange } from './rules/changes.ts'
import type { Engine } from './rules/engine.ts'
import type { Explanation } from './rules/explain.ts'
import type { StatusBoard } from './status-board.ts'
import { createGroupCommit } from './store/group-commit.ts'
import type { Journal, JournalState } from './store/reading-store.ts'
import type { LateMark, StoredState } from './tickets/checkpoint.ts'
import type { Desk, Settlement } from './tickets/desk.ts'

export type PipelineOptions = {
  journal: Journal
  /** A fresh engine with all rules in force; its state is restored here. `startedAt`: silence before it does not count. */
  createEngine: (startedAt: number) => Promise<Engine>
  /** How far the rules have come, as last committed. */
  readCheckpoint: () => Promise<{ rulesSeq: number; states: StoredState[]; late?: LateMark[] }>
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
  /** Left out: scans of patrol readers are nobody's. */
  patrol?: FieldPatrol
  /** Left out: what comes late is stored only. */
  corrector?: Corrector
}

export type Pipeline = {
  /** Restores the rules' memory and judges what they had not seen. Call before the first CONNECT is taken. */
  start(): Promise<JournalState>
  accept(arrival: Arrival, done: (error: Error | null) => void): void
  /** Fires timers that came due, watches for stalls, checkpoints. Call ten times a second. */
  tick(): void
  available(): boolean
  /** Why a rule in force fired on an equipment or did not; undefined when none of that id judges it. */
  explain(rule: string, equipment: string, at: number): Explanation | undefined
  /** Judges by the rules and equipment as they are now, between two groups; what it knew goes on. */
  reload(): Promise<void>
  /** Waits for what was accepted, and checkpoints. */
  drain(): Promise<void>
}

/** Scans are kept where tickets are: what a reader tells is there before its PUBACK, like any reading. */
export type FieldPatrol = {
  /** Makes rejects of a group's scans that cannot be taken. @returns what stores the others; undefined when there are none. */
  admit(group: Arrival[]): Promise<(() => Promise<void>) | undefined>
}

const stallMs = 5000
const groupSize = 4000
const checkpointMs = 3000

const hasScan = ({ scans }: Arrival) => scans !== undefined

export function createPipeline(options: PipelineOptions): Pipeline {
  const { journal, desk, board, publisher, now, patrol, corrector } = options
  let engine: Engine | undefined
  let startedAt = now()
  let reloads: (() => void)[] = []
  let judgedSeq = 0
  let settledSeq = 0
  let settledAt = now()

  const groups = createGroupCommit<Arrival>({ commit, now, stallMs, maxItems: groupSize, onFailure: options.onFailure })

  async function commit(group: Arrival[]): Promise<void> {
    const former = engine ?? (await relearn())
    const begun = performance.now()
    try {
      const rules = reloads.length > 0 ? await renew(former) : former
      if (corrector?.hasReady()) await correct(rules, corrector)
      const takeScans = group.some(hasScan) ? await patrol?.admit(group) : undefined
      const { seq } = await journal.append(group)
      corrector?.judged(group)
      const changes = [...rules.judge(group), ...rules.tick(now())]
      judgedSeq = seq
      tell(group, await settle(rules, changes))
      await takeScans?.()
      if (group.length > 0) options.onCommit(group.length, (performance.now() - begun) / 1000)
    } catch (error) {
      // The rules' memory may be ahead of what was committed: learn it anew before the next group.
      engine = undefined
      throw error
    }
  }

  /** What late readings change of the past, with the engine brought to what they come to. */
  async function correct(rules: Engine, late: Corrector): Promise<void> {
    const correction = await late.correct(rules, now())
    if (correction) tell([], await save(rules, correction.changes, correction))
  }

  /** The former engine's memory under the rules in force now: no reading is judged twice, none is left out. */
  async function renew(former: Engine): Promise<Engine> {
    const waiting = reloads
    reloads = []
    try {
      if (former.unsaved().length > 0) tell([], await save(former, []))
      const rules = await options.createEngine(startedAt)
      rules.restore(former.memory(), now())
      await recall(rules)
      engine = rules
      corrector?.restart()
      const changes = rules.tick(now())
      if (changes.length > 0 || rules.unsaved().length > 0) tell([], await save(rules, changes))
      return rules
    } finally {
      // After a failure, too: the engine made next is one of the rules in force by then.
      for (const done of waiting) done()
    }
  }

  /** Windows of the rules that their memory does not hold, from what the journal has of them. */
  async function recall(rules: Engine): Promise<void> {
    const wishes = rules.wishes()
    if (wishes.length === 0) return
    for await (const past of journal.past(wishes, judgedSeq)) rules.recall([past])
  }

  /** Alarms, tickets, the rules' state and their place in the journal: one transaction, or none. */
  async function settle(rules: Engine, changes: AlarmChange[]): Promise<Settlement | undefined> {
    const checkpointDue = now() - settledAt >= checkpointMs && judgedSeq > settledSeq
    const isLate = (corrector?.unsaved().length ?? 0) > 0
    return changes.length > 0 || checkpointDue || isLate ? save(rules, changes) : undefined
  }

  async function save(
    rules: Engine,
    changes: AlarmChange[],
    done: { corrected: string[]; late: LateMark[] } = { corrected: [], late: [] }
  ): Promise<Settlement> {
    const late = [...done.late, ...(corrector?.unsaved() ?? [])]
    const settlement = await desk.settle(changes, {
      rulesSeq: judgedSeq,
      states: rules.unsaved(),
      corrected: done.corrected,
      late
    })
    rules.saved()
    corrector?.saved()
    settledSeq = judgedSeq
    settledAt = now()
    return settlement
  }

  /** Everything goes onto the board before any of it is pushed: who sees an alarm sees the value that raised it. */
  function tell(group: Arrival[], settlement: Settlement | undefined): void {
    const changed = new Set<string>()
    const note = (equipment: string[]) => {
      for (const id of equipment) changed.add(id)
    }
    for (const { readings, events, presences } of group) {
      if (readings.length > 0) {
        note(board.applyReadings(readings))
        publisher.readings(readings)
      }
      if (events.length > 0) note(board.applyHeard(events))
      if (presences.length > 0) note(board.applyPresence(presences))
    }
    if (settlement) {
      note(board.applyAlarms(settlement.alarms))
      publisher.settled(settlement)
    }
    if (changed.size > 0) options.statusChanged([...changed])
  }

  async function relearn(): Promise<Engine> {
    await options.onRecover?.()
    return (await recover()).engine
  }

  /** The rules as of the last settled group, then every group after it, as it came. */
  async function recover(): Promise<{ engine: Engine; state: JournalState }> {
    const { rulesSeq, states, late } = await options.readCheckpoint()
    startedAt = now()
    corrector?.restore(late ?? [])
    const rules = await options.createEngine(startedAt)
    const state = await journal.restore(rulesSeq)
    rules.restore({ states, ...state }, startedAt)
    judgedSeq = settledSeq = rulesSeq
    await recall(rules)
    const changes: AlarmChange[] = []
    for await (const { seq, arrival } of journal.replayAfter(rulesSeq)) {
      changes.push(...rules.judge([arrival]))
      judgedSeq = seq
    }
    tell([], await settle(rules, [...changes, ...rules.tick(now())]))
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
      if (engine) corrector?.tick(engine, now())
      if (due || checkpointDue || corrector?.hasReady()) groups.poke()
      groups.watch()
    },
    available: groups.available,
    explain: (rule, equipment, at) => engine?.explain(rule, equipment, at),
    reload() {
      const done = new Promise<void>((resolve) => reloads.push(resolve))
      groups.poke()
      return done
    },
    async drain() {
      await groups.settled()
      if (engine && judgedSeq > settledSeq) await save(engine, [])
    }
  }
}
