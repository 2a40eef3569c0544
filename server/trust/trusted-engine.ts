/**
 * The rules' engine with the watch over the sensors in front: from outside it is an engine, so the pipeline's way and its
 * one transaction are the same. The sensors' alarms come with the rules' own, their state is stored beside the rules'.
 */
import type { AlarmChange } from '../rules/changes.ts'
import type { Engine } from '../rules/engine.ts'
import { weighed } from './sensor-alarm.ts'
import type { SensorTrust } from './sensor-trust.ts'

/** Under this name the watch is stored among the rules' states, a row an equipment. No rule can have it: an id has no space. */
const storedAs = 'sensor trust'

export type TrustedEngineOptions = {
  engine: Engine
  trust: SensorTrust
  /** Fire equipment 消防, whose alarms keep their weight. */
  isFire: (equipment: string) => boolean
}

export function withSensorTrust({ engine, trust, isFire }: TrustedEngineOptions): Engine {
  let pending: AlarmChange[] = []

  function weigh(change: AlarmChange): AlarmChange {
    if (change.type !== 'raised' && change.type !== 'staged' && change.type !== 'released') return change
    const { rule, equipment } = change
    const doubtful = rule.metric !== null && trust.doubt(equipment, rule.metric) !== undefined
    return doubtful ? { ...change, rule: weighed(rule, isFire(equipment)) } : change
  }

  function taken(): AlarmChange[] {
    const happened = pending
    pending = []
    return happened
  }

  return {
    ...engine,
    restore(memory, at) {
      const mine = memory.states.filter(({ rule }) => rule === storedAs)
      pending.push(...trust.restore(mine))
      engine.restore({ ...memory, states: memory.states.filter(({ rule }) => rule !== storedAs) }, at)
    },
    memory() {
      const memory = engine.memory()
      const mine = trust.memory().map((stored) => ({ ...stored, rule: storedAs }))
      return { ...memory, states: [...memory.states, ...mine] }
    },
    judge(arrivals) {
      const changes = taken()
      // One by one: what a replay finds must not depend on what happened to arrive together.
      for (const arrival of arrivals) {
        for (const change of trust.judge(arrival.readings)) changes.push(change)
        for (const change of engine.judge([arrival])) changes.push(weigh(change))
      }
      return changes
    },
    tick: (now) => [...taken(), ...engine.tick(now).map(weigh)],
    unsaved: () => [...engine.unsaved(), ...trust.unsaved().map((stored) => ({ ...stored, rule: storedAs }))],
    saved() {
      engine.saved()
      trust.saved()
    }
  }
}
