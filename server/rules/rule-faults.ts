/** Which rules do not work, and why: shown beside the rule and in `/health`. */
export type RuleFaults = {
  note(rule: string, reason: string): void
  of(rule: string): string | undefined
  /** Rules are judged anew from here on. */
  clear(): void
  /** One line for each. */
  warnings(): string[]
}

export function createRuleFaults(): RuleFaults {
  const reasons = new Map<string, string>()
  return {
    note: (rule, reason) => void reasons.set(rule, reason),
    of: (rule) => reasons.get(rule),
    clear: () => reasons.clear(),
    warnings: () => [...reasons].map(([rule, reason]) => `rule ${rule} judges nothing: ${reason}`)
  }
}
