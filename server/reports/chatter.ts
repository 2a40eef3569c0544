/** Chattering 抖动 over a whole log: how often it began. What it is, the live label says (alarms/labels.ts). */
import { isChatter, recentRaises } from '../alarms/labels.ts'

/** Remembers the last raises of each alarm. */
export function createChatterWatch() {
  const recent = new Map<string, readonly number[]>()

  return {
    /** Whether chattering begins with this raise, at its device time: a batch that arrives at once must not look like it. */
    begins(key: string, raisedAt: number): boolean {
      const before = recent.get(key) ?? []
      const raises = recentRaises(before, raisedAt)
      recent.set(key, raises)
      return isChatter(raises) && !isChatter(before)
    }
  }
}
