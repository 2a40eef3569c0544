/** Which equipment had late readings since its history was last gone over, and when it is time to do so. Pure. */
export type LateMark = { equipment: string; since: number }

type Mark = {
  since: number
  /** Our clock: of the first late arrival, and the last one. */
  firstAt: number
  lastAt: number
  isStored: boolean
}

/** An upload is gone over when it has paused, and now and then while it goes on: never once a reading. */
const pauseMs = 2_000
const patienceMs = 30_000

export function createLateMarks() {
  let marks = new Map<string, Mark>()
  /** Those of a course that is being worked out: what comes meanwhile is a new one. */
  let taken = new Map<string, number>()

  return {
    note({ equipment, ts, receivedAt }: { equipment: string; ts: number; receivedAt: number }): void {
      const mark = marks.get(equipment)
      if (!mark) {
        // The mark that is being worked off is still stored: until it is gone it covers what is not older.
        const isStored = (taken.get(equipment) ?? Number.POSITIVE_INFINITY) <= ts
        marks.set(equipment, { since: ts, firstAt: receivedAt, lastAt: receivedAt, isStored })
        return
      }
      mark.lastAt = receivedAt
      if (ts >= mark.since) return
      mark.since = ts
      mark.isStored = false
    },

    /** What must be committed before what came is acknowledged. */
    unsaved: (): LateMark[] =>
      [...marks].flatMap(([equipment, { since, isStored }]) =>
        isStored ? [] : [{ equipment, since: Math.min(since, taken.get(equipment) ?? since) }]
      ),
    saved(): void {
      for (const mark of marks.values()) mark.isStored = true
    },

    /** Takes the next one whose time has come. */
    takeDue(now: number): LateMark | undefined {
      for (const [equipment, { since, firstAt, lastAt }] of marks) {
        if (taken.has(equipment) || (now - lastAt < pauseMs && now - firstAt < patienceMs)) continue
        marks.delete(equipment)
        taken.set(equipment, since)
        return { equipment, since }
      }
      return undefined
    },

    /** Its course is on record. What is left of the equipment came meanwhile. */
    done(equipment: string): LateMark[] {
      taken.delete(equipment)
      const mark = marks.get(equipment)
      return mark ? [{ equipment, since: mark.since }] : []
    },

    /** As committed; all are due at once. */
    restore(stored: readonly LateMark[]): void {
      taken = new Map()
      marks = new Map(stored.map(({ equipment, since }) => [equipment, { since, firstAt: 0, lastAt: 0, isStored: true }]))
    },

    /** Those that are worked out are to be worked out anew. */
    giveBack(): void {
      for (const [equipment, since] of taken) {
        const mark = marks.get(equipment)
        marks.set(equipment, {
          since: Math.min(since, mark?.since ?? since),
          firstAt: 0,
          lastAt: mark?.lastAt ?? 0,
          isStored: mark?.isStored ?? true
        })
      }
      taken = new Map()
    },

    isEmpty: () => marks.size + taken.size === 0
  }
}
