/** Gentler forms of a rule: longer delays, a wider deadband. Pure. */
import type { LimitCondition, Rule } from '../rules/rule.ts'

/** What differs from the rule asked about; times in ms. */
export type RuleTweak = { forMs?: number; clearForMs?: number; clearAbove?: number; clearBelow?: number }
export type Candidate = { tweak: RuleTweak; rule: Rule }

const second = 1000
const minute = 60 * second
const delays = [15 * second, minute, 2 * minute, 5 * minute, 10 * minute]
/** Deadbands to try, as multiples of how far a value usually jumps from one reading to the next. */
const widths = [2, 5, 10, 20]

/**
 * In the order in which they cost the people least: first what delays no alarm (deadband, off-delay), then longer
 * on-delays, each alone and with the others. `jump`: the usual distance of two neighbouring values; 0 when unknown.
 */
export function candidatesOf(rule: Rule, jump: number): Candidate[] {
  const { forMs, clearForMs, condition } = rule
  const clears = [clearForMs, ...delays.filter((each) => each > clearForMs)]
  const bands = [{}, ...(condition.type === 'limit' ? bandsOf(condition, jump) : [])]
  const found: Candidate[] = []
  for (const raise of [forMs, ...delays.filter((each) => each > forMs)]) {
    for (const clear of clears) {
      for (const band of bands) {
        const tweak: RuleTweak = {
          ...(raise !== forMs && { forMs: raise }),
          ...(clear !== clearForMs && { clearForMs: clear }),
          ...band
        }
        if (Object.keys(tweak).length > 0) found.push({ tweak, rule: tweaked(rule, tweak) })
      }
    }
  }
  return found
}

function bandsOf({ below, above }: LimitCondition, jump: number): RuleTweak[] {
  if (jump <= 0) return []
  const now = Math.max(widthOf(below), widthOf(above))
  return widths
    .map((width) => width * jump)
    .filter((width) => width > now)
    .map((width) => ({
      ...(below && { clearAbove: rounded(below.raise + width, width) }),
      ...(above && { clearBelow: rounded(above.raise - width, width) })
    }))
    .filter(({ clearAbove = -Infinity, clearBelow = Infinity }) => clearAbove < clearBelow)
}

function widthOf(side: LimitCondition['below']): number {
  return side && side.clear !== null ? Math.abs(side.clear - side.raise) : 0
}

/** To two digits of the deadband: nobody sets a limit of 0.28374. */
function rounded(limit: number, width: number): number {
  const digits = Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(width))))
  return Number(limit.toFixed(digits))
}

function tweaked(rule: Rule, { forMs = rule.forMs, clearForMs = rule.clearForMs, clearAbove, clearBelow }: RuleTweak): Rule {
  const { condition } = rule
  if (condition.type !== 'limit') return { ...rule, forMs, clearForMs }
  const { below, above } = condition
  const limits = {
    ...(below && { below: { ...below, clear: clearAbove ?? below.clear } }),
    ...(above && { above: { ...above, clear: clearBelow ?? above.clear } })
  }
  return { ...rule, forMs, clearForMs, condition: { ...condition, ...limits } }
}
