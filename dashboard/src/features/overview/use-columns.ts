import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** How many columns of at least that width fit; CSS alone cannot tell a place how far it may span. */
export function useColumns(leastWidth: number, gap: number): { ref: RefObject<HTMLDivElement | null>; columns: number } {
  const ref = useRef<HTMLDivElement>(null)
  const [columns, setColumns] = useState(1)
  useLayoutEffect(() => {
    const holder = ref.current
    if (!holder) return
    const count = () => setColumns(Math.max(1, Math.floor((holder.clientWidth + gap) / (leastWidth + gap))))
    count()
    const sizes = new ResizeObserver(count)
    sizes.observe(holder)
    return () => sizes.disconnect()
  }, [leastWidth, gap])
  return { ref, columns }
}
