import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../lib/clock.ts'

type Props<Item> = {
  title: string
  /** Beside the title. */
  sum?: ReactNode
  items: readonly Item[]
  /** What is said in place of nothing. */
  none: string
  keyOf: (item: Item) => string
  children: (item: Item) => ReactNode
}

const turnMs = 10_000

/** As many lines as fit; of more, one page after the other, since nobody scrolls a wall. */
export function WallList<Item>({ title, sum, items, none, keyOf, children }: Props<Item>) {
  const { t } = useTranslation()
  const now = useNow()
  const { box, fits } = useFittingLines()
  const pages = Math.max(1, Math.ceil(items.length / fits))
  const page = Math.floor(now / turnMs) % pages
  return (
    <section className="wall-list">
      <h2>
        {title} <span className="wall-sum">{sum}</span>
        {pages > 1 && <span className="wall-page">{t('wall.page', { page: page + 1, pages })}</span>}
      </h2>
      <ul ref={box}>
        {items.length === 0 && <li className="wall-none">{none}</li>}
        {items.slice(page * fits, (page + 1) * fits).map((item) => (
          <li key={keyOf(item)} className="wall-line">
            {children(item)}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** By the height of the box and of a line, `--wall-line` in wall.css. */
function useFittingLines() {
  const box = useRef<HTMLUListElement>(null)
  const [fits, setFits] = useState(5)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      const line = Number.parseFloat(getComputedStyle(element).gridAutoRows)
      setFits(Math.max(1, Math.floor(element.clientHeight / line)))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { box, fits }
}
