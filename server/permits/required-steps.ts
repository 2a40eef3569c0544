/** Which steps a permit needs: data by equipment kind. */
import { type PreparingStep, preparingSteps } from '../contract/permits.ts'

/** 断电、挂牌、验电 before any repair (003, R37). */
const isolation: readonly PreparingStep[] = ['power_off', 'tag_out', 'voltage_test']

/** Work at height also has harness and helmet looked at (003, R37): shafts, and fans below ceilings and on roofs (engineering default). */
const stepsOfKind: Readonly<Record<string, readonly PreparingStep[]>> = {
  elevator: ['harness_helmet', ...isolation],
  smoke_fan: ['harness_helmet', ...isolation]
}

export type Attributes = Readonly<Record<string, number | string | boolean>>

/** In their order. The attribute `at_height: true` adds harness and helmet on equipment of any kind. */
export function requiredSteps(kind: string, attributes: Attributes): readonly PreparingStep[] {
  const steps = stepsOfKind[kind] ?? isolation
  return attributes['at_height'] === true ? inOrder([...steps, 'harness_helmet']) : steps
}

/** Whether a ticket on it is resolved only after a permit was active: attribute `permit: required`, or `true`. */
export function needsPermit(attributes: Attributes): boolean {
  return attributes['permit'] === true || attributes['permit'] === 'required'
}

/** Each once, in the order in which they are confirmed. */
export function inOrder(steps: readonly PreparingStep[]): PreparingStep[] {
  return preparingSteps.filter((step) => steps.includes(step))
}
