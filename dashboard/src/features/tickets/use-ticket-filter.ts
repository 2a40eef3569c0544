import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { TicketItem } from '../../../../server/contract/tickets.ts'

const chosen = ['status', 'priority', 'equipment', 'type', 'class', 'assignee', 'contractor'] as const
type Chosen = (typeof chosen)[number]

/** In the address, so that a filtered list can be kept as a bookmark and survives going back. */
export type TicketFilter = Record<Chosen, string | undefined> & {
  /** `open`: not closed or cancelled; `board`: the same by state; `all`: of any age. */
  view: 'open' | 'board' | 'all'
  mine: boolean
}

export function useTicketFilter(): [TicketFilter, (change: Partial<TicketFilter>) => void] {
  const [search, setSearch] = useSearchParams()
  const filter = useMemo<TicketFilter>(() => {
    const view = search.get('view')
    const wanted = Object.fromEntries(chosen.map((name) => [name, search.get(name) ?? undefined]))
    return {
      ...(wanted as Record<Chosen, string | undefined>),
      view: view === 'all' || view === 'board' ? view : 'open',
      mine: search.get('mine') === '1'
    }
  }, [search])
  const change = (wish: Partial<TicketFilter>) => {
    const next = { ...filter, ...wish }
    const params = new URLSearchParams()
    if (next.view !== 'open') params.set('view', next.view)
    for (const name of chosen) {
      const value = next[name]
      if (value !== undefined) params.set(name, value)
    }
    if (next.mine) params.set('mine', '1')
    setSearch(params, { replace: true })
  }
  return [filter, change]
}

/** How many choices beyond the view narrow it. */
export function countChosen(filter: TicketFilter): number {
  return chosen.filter((name) => filter[name] !== undefined).length
}

export function passes(ticket: TicketItem, filter: TicketFilter, self: string | undefined): boolean {
  return (
    chosen.every((name) => filter[name] === undefined || ticket[name] === filter[name]) &&
    (!filter.mine || ticket.assignee === self)
  )
}

/** The same for the service, which filters what is paged. */
export function toPageFilter(filter: TicketFilter, self: string | undefined): Partial<Record<Chosen, string>> {
  const wanted = chosen.flatMap((name) => (filter[name] === undefined ? [] : [[name, filter[name]]]))
  return { ...Object.fromEntries(wanted), ...(filter.mine && self !== undefined && { assignee: self }) }
}
