import type { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { MoreButton } from '../../components/more-button.tsx'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'

type Props<Item> = {
  query: ReturnType<typeof useInfiniteQuery<{ items: Item[]; nextCursor: string | null }>>
  empty: string
  keyOf: (item: Item) => string
  label: (item: Item) => ReactNode
  chosen: string | undefined
  onChoose: (key: string) => void
  children: (item: Item) => ReactNode
}

/** What there is by day or week at the side, the newest chosen at first; the chosen one beside it. */
export function PeriodList<Item>({ query, empty, keyOf, label, chosen, onChoose, children }: Props<Item>) {
  const items = query.data?.pages.flatMap((page) => page.items)
  if (!items) return query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <PageLoading />
  const open = items.find((item) => keyOf(item) === chosen) ?? items[0]
  if (open === undefined) return <EmptyState title={empty} />
  return (
    <div className="period">
      <section className="panel">
        <ul className="period-list">
          {items.map((item) => (
            <li key={keyOf(item)}>
              <button
                type="button"
                className="plain period-item"
                aria-current={item === open}
                onClick={() => onChoose(keyOf(item))}
              >
                {label(item)}
              </button>
            </li>
          ))}
        </ul>
        <MoreButton query={query} />
      </section>
      <div>{children(open)}</div>
    </div>
  )
}
