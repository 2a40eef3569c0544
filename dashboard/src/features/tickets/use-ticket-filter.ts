import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { TicketItem } from '../../../../server/contract/tickets.ts'

/** In the address, so that a filtered list can be kept as a bookmark and survives going back. */
export type TicketFilter = {
  /** `open`: not closed or cancelled; `all`: of any age. */
  view: 'open' | 'all'
  status: string | undefined
  priority: string | undefined
  equipment: string | undefined
  mine: boolean
}

export function useTicketFilter(): [TicketFilter, (change: Partial<TicketFilter>) => void] {
  const [search, setSearch] = useSearchParams()
  const filter = useMemo<TicketFilter>(
    () => ({
      view: search.get('view') === 'all' ? 'all' : 'open',
      status: search.get('status') ?? undefined,
      priority: search.get('priority') ?? undefined,
      equipment: search.get('equipment') ?? undefined,
      mine: search.get('mine') === '1'
    }),
    [search]
  )
  const change = (wish: Partial<TicketFilter>) => {
    const next = { ...filter, ...wish }
    const params = new URLSearchParams()
    if (next.view === 'all') params.set('view', 'all')
    for (const name of ['status', 'priority', 'equipment'] as const) {
      const value = next[name]
      if (value !== undefined) params.set(name, value)
    }
    if (next.mine) params.set('mine', '1')
    setSearch(params, { replace: true })
  }
  return [filter, change]
}

export function passes(ticket: TicketItem, filter: TicketFilter, self: string | undefined): boolean {
  if (filter.status !== undefined && ticket.status !== filter.status) return false
  if (filter.priority !== undefined && ticket.priority !== filter.priority) return false
  if (filter.equipment !== undefined && ticket.equipment !== filter.equipment) return false
  return !filter.mine || ticket.assignee === self
}
