/** Writes down what alarms went through, as `alarm_events` would have it. Times in ms. */
import type { Severity } from '../../server/contract/common.ts'
import type { AlarmTransition } from '../../server/reports/alarm-transition.ts'

type RaiseOptions = {
  raisedAt?: number
  severity?: Severity
  late?: boolean
  state?: 'unacknowledged' | 'suppressed' | 'out_of_service'
}

/** `actor`: `rule@equipment`. An alarm is a new one when the last of its actor is over. */
export type AlarmDiary = ReturnType<typeof createAlarmDiary>

export function createAlarmDiary() {
  const steps: AlarmTransition[] = []
  const standing = new Map<string, { alarm: string; active: boolean; acknowledged: boolean }>()
  let alarms = 0

  function common(actor: string, at: number) {
    const [rule = '', equipment = ''] = actor.split('@')
    const one = standing.get(actor) ?? { alarm: `al_${String(++alarms).padStart(6, '0')}`, active: false, acknowledged: false }
    standing.set(actor, one)
    return { one, step: { alarm: one.alarm, rule, equipment, title: rule, at, actor: null } }
  }

  function write(step: AlarmTransition, actor: string): void {
    steps.push(step)
    if (step.state === 'normal') standing.delete(actor)
  }

  return {
    /** In order of time, which adjacent entries may break. */
    steps: (): AlarmTransition[] =>
      steps
        .map((step, index) => ({ step, index }))
        .sort((a, b) => a.step.at - b.step.at || a.index - b.index)
        .map(({ step }) => step),

    raise(actor: string, at: number, options: RaiseOptions = {}): void {
      const { raisedAt = at, severity = 'minor', late = false } = options
      const again = standing.has(actor)
      const { one, step } = common(actor, at)
      Object.assign(one, { active: true, acknowledged: false })
      const state = late ? 'normal' : (options.state ?? 'unacknowledged')
      write({ ...step, type: again ? 'raised_again' : 'raised', state, raisedAt, severity, late }, actor)
    },

    clear(actor: string, at: number, clearedAt = at): void {
      const { one, step } = common(actor, at)
      one.active = false
      write({ ...step, type: 'cleared', state: one.acknowledged ? 'normal' : 'returned', clearedAt }, actor)
    },

    acknowledge(actor: string, at: number): void {
      const { one, step } = common(actor, at)
      one.acknowledged = true
      write({ ...step, type: 'acknowledged', state: one.active ? 'acknowledged' : 'normal', actor: 'li' }, actor)
    },

    /** Shelved by hand until `until`. */
    shelve(actor: string, at: number, until: number): void {
      const { one, step } = common(actor, at)
      write({ ...step, type: 'other', state: 'shelved', actor: 'li' }, actor)
      write({ ...step, type: 'other', at: until, state: one.acknowledged ? 'acknowledged' : 'unacknowledged' }, actor)
    },

    suppress(actor: string, at: number, by: string): void {
      write({ ...common(actor, at).step, type: 'suppressed', state: 'suppressed', by }, actor)
    }
  }
}
