/** Chattering 抖动: the same alarm three or more times in a minute (domain.md §10). Pure; shared by the report and the live label. */

const raisesNeeded = 3
const withinMs = 60_000

export type ChatterStep = 'begins' | 'continues' | 'none'

/** Remembers the last raises of each alarm, at most two a key. */
export function createChatterWatch() {
  const recent = new Map<string, number[]>()
  const chattering = new Set<string>()

  return {
    /** A raise at its device time: a batch that arrives at once must not look like chatter. */
    add(key: string, raisedAt: number): ChatterStep {
      const raises = (recent.get(key) ?? []).filter((earlier) => Math.abs(raisedAt - earlier) < withinMs)
      raises.push(raisedAt)
      const isChatter = raises.length >= raisesNeeded
      recent.set(key, raises.slice(1 - raisesNeeded))
      if (!isChatter) {
        chattering.delete(key)
        return 'none'
      }
      if (chattering.has(key)) return 'continues'
      chattering.add(key)
      return 'begins'
    }
  }
}
