/** The watch over the sensors as a part of the engine: its alarms come with the rules' own, whose weight it lowers. */
import type { EnginePart } from '../rules/engine-part.ts'
import { weighed } from './sensor-alarm.ts'
import type { SensorTrust } from './sensor-trust.ts'

export type TrustPartOptions = {
  trust: SensorTrust
  /** Fire equipment 消防, whose alarms keep their weight. */
  isFire: (equipment: string) => boolean
}

export function createTrustPart({ trust, isFire }: TrustPartOptions): EnginePart {
  return {
    name: 'trust',
    judge: trust.judge,
    restore: (states) => trust.restore(states),
    memory: () => trust.memory().map((stored) => ({ ...stored, rule: '' })),
    unsaved: () => trust.unsaved().map((stored) => ({ ...stored, rule: '' })),
    saved: trust.saved,
    review(change) {
      if (change.type !== 'raised' && change.type !== 'staged' && change.type !== 'released') return change
      const { rule, equipment } = change
      const doubtful = rule.metric !== null && trust.doubt(equipment, rule.metric) !== undefined
      return doubtful ? { ...change, rule: weighed(rule, isFire(equipment)) } : change
    }
  }
}
