/** Due times in order: a binary heap, so that ten thousand timers cost one comparison a message. */
export type DueQueue<Item> = {
  push(due: number, item: Item): void
  /** Takes the earliest item due strictly before (`inclusive`: at or before) the time. */
  takeDue(time: number, inclusive: boolean): Item | undefined
  nextDue(): number | undefined
}

type Entry<Item> = { due: number; item: Item }

export function createDueQueue<Item>(): DueQueue<Item> {
  const heap: Entry<Item>[] = []

  function up(start: number, entry: Entry<Item>): void {
    let index = start
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent]
      if (!above || above.due <= entry.due) break
      heap[index] = above
      index = parent
    }
    heap[index] = entry
  }

  function down(entry: Entry<Item>): void {
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      const left = heap[child]
      if (!left) break
      const right = heap[child + 1]
      let smaller = left
      if (right && right.due < left.due) {
        smaller = right
        child++
      }
      if (entry.due <= smaller.due) break
      heap[index] = smaller
      index = child
    }
    heap[index] = entry
  }

  return {
    push(due, item) {
      up(heap.length, { due, item })
    },
    takeDue(time, inclusive) {
      const first = heap[0]
      if (!first || first.due > time || (!inclusive && first.due === time)) return undefined
      const last = heap.pop()
      if (last && last !== first) down(last)
      return first.item
    },
    nextDue: () => heap[0]?.due
  }
}
