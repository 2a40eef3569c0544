/** How much room the disk has, and for how long: measured now and then, told before it is too late. */
import { statfsSync } from 'node:fs'

export type DiskSpace = { freeBytes: number; totalBytes: number }
export type DiskState = DiskSpace & {
  /** Days until the disk is full at the pace of the last two weeks; null when nothing is known of the pace. */
  daysLeft: number | null
  /** What to tell people; null when there is nothing to worry about. */
  warning: string | null
}

export type DiskWatch = {
  state(): DiskState
  /** Looks again. `bytesADay`: what a day of readings takes when compacted; null: unknown. */
  look(bytesADay: number | null): DiskState
  /** False when what is left is kept for a clean end: commits are refused then. */
  takesCommits(): boolean
  /** Whether a compaction or a checkpoint may begin. */
  hasRoom(): boolean
}

const megabyte = 1024 * 1024
/** Kept free: databases and logs need a little to end cleanly and to begin again. At most a 64th of a small disk. */
const reserveBytes = 16 * megabyte
const roomBytes = 256 * megabyte
const warnBytes = 1024 * megabyte
const warnDays = 14
/** Looking costs a few µs; a commit at most every millisecond asks. */
const lookMs = 50

export type DiskWatchOptions = { folder: string; now: () => number; measure?: (folder: string) => DiskSpace }

export function createDiskWatch({ folder, now, measure = measureDisk }: DiskWatchOptions): DiskWatch {
  let bytesADay: number | null = null
  let space = measure(folder)
  let lookedAt = now()

  function fresh(): DiskSpace {
    if (Math.abs(now() - lookedAt) < lookMs) return space
    space = measure(folder)
    lookedAt = now()
    return space
  }

  return {
    state: () => judge(fresh(), bytesADay),
    look(pace) {
      bytesADay = pace
      return judge(fresh(), bytesADay)
    },
    takesCommits() {
      const { freeBytes, totalBytes } = fresh()
      return freeBytes >= Math.min(reserveBytes, totalBytes / 64)
    },
    hasRoom() {
      const { freeBytes, totalBytes } = fresh()
      return freeBytes >= Math.min(roomBytes, totalBytes / 8)
    }
  }
}

function judge({ freeBytes, totalBytes }: DiskSpace, bytesADay: number | null): DiskState {
  const daysLeft = bytesADay !== null && bytesADay > 0 ? freeBytes / bytesADay : null
  const state = { freeBytes, totalBytes, daysLeft }
  const free = `${Math.floor(freeBytes / megabyte)} MB free`
  if (freeBytes < Math.min(warnBytes, totalBytes / 20)) return { ...state, warning: `disk: ${free}` }
  if (daysLeft !== null && daysLeft < warnDays) {
    return { ...state, warning: `disk: ${free}, full in ${Math.max(0, Math.floor(daysLeft))} days` }
  }
  return { ...state, warning: null }
}

function measureDisk(folder: string): DiskSpace {
  const { bsize, bavail, blocks } = statfsSync(folder)
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}
