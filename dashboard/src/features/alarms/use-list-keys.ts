import { type ComponentProps, type KeyboardEvent, useRef, useState } from 'react'

type Keys = { row: (at: number) => ComponentProps<'div'> }

/** What is typed in a field or pressed on a button is theirs. */
function isElsewhere(event: KeyboardEvent<HTMLDivElement>): boolean {
  return event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey
}

function movedTo(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return at + 1
    case 'ArrowUp':
    case 'k':
      return at - 1
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}

/**
 * One row of a list takes the focus: arrows (or j and k) move it, Home and End jump, Enter follows the row's
 * first link. Other keys go to `onKey`, which says whether it took them.
 */
export function useListKeys(count: number, onKey: (key: string, at: number) => boolean): Keys {
  const [current, setCurrent] = useState(0)
  const list = useRef<(HTMLDivElement | undefined)[]>([])

  function press(event: KeyboardEvent<HTMLDivElement>, at: number): void {
    if (isElsewhere(event)) return
    const to = movedTo(event.key, at, count)
    if (to !== undefined) {
      list.current[Math.min(count - 1, Math.max(0, to))]?.focus()
      event.preventDefault()
    } else if (event.key === 'Enter') {
      event.currentTarget.querySelector('a')?.click()
    } else if (onKey(event.key, at)) {
      event.preventDefault()
    }
  }

  return {
    row: (at) => ({
      tabIndex: at === Math.min(current, count - 1) ? 0 : -1,
      onFocus: (event) => {
        list.current[at] = event.currentTarget
        setCurrent(at)
      },
      onKeyDown: (event) => press(event, at),
      ref: (element: HTMLDivElement | null) => {
        list.current[at] = element ?? undefined
      }
    })
  }
}
