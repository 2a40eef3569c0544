/** Due times in order: a binary heap, so that ten thousand timers cost one comparison a message. */
export type DueQueue<Item> = {
  /** Of what is due at once, the smaller `order` comes first. */
  push(due: number, item: Item, order?: number): void
  /** Takes the earliest item due strictly before (`inclusive`: at or before) the time. */
  takeDue(time: number, inclusive: boolean): Item | undefined
  nextDue(): number | undefined
}

type Entry<Item> = { due: number; order: number; item: Item }

export function createDueQueue<Item>(): DueQueue<Item> {
  const heap: Entry<Item>[] = []

  const isBefore = (one: Entry<Item>, other: Entry<Item>) =>
    one.due < other.due || (one.due === other.due && one.order < other.order)

  function up(start: number, entry: Entry<Item>): void {
    let index = start
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent]
      if (!above || !isBefore(entry, above)) break
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
      if (right && isBefore(right, left)) {
        smaller = right
        child++
      }
      if (!isBefore(smaller, entry)) break
      heap[index] = smaller
      index = child
    }
    heap[index] = entry
  }

  return {
    push(due, item, order = 0) {
      up(heap.length, { due, order, item })
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
