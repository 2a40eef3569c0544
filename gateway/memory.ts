/** What a part of the gateway must know again after a restart, as texts by key; where they are kept is not its business. */
export type Remembering = {
  /** What changed since it was last asked: the text of each key, null where there is nothing left to know. */
  changes(): Map<string, string | null>
  /** What was kept, before the first message. What cannot be read is passed over. */
  restore(kept: Iterable<readonly [key: string, text: string]>): void
}

/** The keys that changed, until they are asked for. */
export function createChanges(textOf: (key: string) => string | null) {
  const changed = new Set<string>()
  return {
    note(key: string): void {
      changed.add(key)
    },
    take(): Map<string, string | null> {
      const taken = new Map([...changed].map((key) => [key, textOf(key)] as const))
      changed.clear()
      return taken
    }
  }
}
