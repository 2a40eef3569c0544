/**
 * The readings of one series within a span of device time, in bounded memory: cells of span/240 each, aligned to the
 * epoch, so at most 241 of them whatever arrives. A cell leaves when its newest reading does: with samples further apart
 * than a cell every figure is exact, else the window reaches back up to 0.5 % further. The same readings give the same
 * cells wherever one begins to read, so a window can be rebuilt from the journal.
 */

/** lastTs, count, sum, m2 (squared distances from the cell's mean), min, max. */
const stride = 6
const cellsInSpan = 240

/** Width of a cell. */
export function cellMs(spanMs: number): number {
  return Math.max(1, Math.floor(spanMs / cellsInSpan))
}

/** Emptied cells at the front are given back from here on. */
const slack = 64 * stride

export type WindowFigures = { count: number; sum: number; avg: number; min: number; max: number; stddev: number }

export type ValueWindow = {
  readonly spanMs: number
  readonly closed: boolean
  /** Readings come in the order of their ts. */
  add(ts: number, value: number): void
  /** Lets go of what is out of the span that ends at `ts`. */
  slide(ts: number): void
  /** When the oldest reading leaves; Infinity when none is left. */
  exit(): number
  /** The newest value holds on when all have left, but for count and sum. Undefined when none ever came. */
  figures(): WindowFigures | undefined
  latest(): number | undefined
  cells(): number[]
  restore(cells: readonly number[], latest: number): void
}

/** `closed`: a reading exactly `spanMs` old still counts (`within`), else it does not (`over`). */
export function createValueWindow(spanMs: number, closed: boolean): ValueWindow {
  const grain = cellMs(spanMs)
  let data: number[] = []
  let head = 0
  let latest: number | undefined

  const at = (index: number): number => data[index] ?? 0

  function merge(cell: number, ts: number, value: number): void {
    const count = at(cell + 1)
    const apart = value - at(cell + 2) / count
    data[cell] = ts
    data[cell + 1] = count + 1
    data[cell + 2] = at(cell + 2) + value
    data[cell + 3] = at(cell + 3) + (apart * apart * count) / (count + 1)
    data[cell + 4] = Math.min(at(cell + 4), value)
    data[cell + 5] = Math.max(at(cell + 5), value)
  }

  function slide(ts: number): void {
    const edge = ts - spanMs
    while (head < data.length && (closed ? at(head) < edge : at(head) <= edge)) head += stride
    if (head >= slack && head * 2 >= data.length) {
      data = data.slice(head)
      head = 0
    }
  }

  return {
    spanMs,
    closed,
    add(ts, value) {
      latest = value
      const last = data.length - stride
      if (last >= head && Math.floor(at(last) / grain) === Math.floor(ts / grain)) merge(last, ts, value)
      else data.push(ts, 1, value, 0, value, value)
      slide(ts)
    },
    slide,
    exit: () => (head < data.length ? at(head) + spanMs + (closed ? 1 : 0) : Number.POSITIVE_INFINITY),
    figures() {
      if (latest === undefined) return undefined
      if (head >= data.length) return { count: 0, sum: 0, avg: latest, min: latest, max: latest, stddev: 0 }
      let count = 0
      let sum = 0
      let m2 = 0
      let min = Number.POSITIVE_INFINITY
      let max = Number.NEGATIVE_INFINITY
      for (let cell = head; cell < data.length; cell += stride) {
        const more = at(cell + 1)
        const apart = count === 0 ? 0 : at(cell + 2) / more - sum / count
        m2 += at(cell + 3) + (apart * apart * count * more) / (count + more)
        count += more
        sum += at(cell + 2)
        min = Math.min(min, at(cell + 4))
        max = Math.max(max, at(cell + 5))
      }
      return { count, sum, avg: sum / count, min, max, stddev: Math.sqrt(Math.max(0, m2) / count) }
    },
    latest: () => latest,
    cells: () => data.slice(head),
    restore(cells, newest) {
      data = [...cells]
      head = 0
      latest = newest
    }
  }
}
