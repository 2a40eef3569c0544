import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import { isQuiet, wantsAcknowledging } from '../../lib/api/alarms.ts'

/** `live`: what is announced and not over; the quiet ones have views of their own, as ISA-18.2 asks. */
export const alarmViews = [
  'live',
  'unacknowledged',
  'acknowledged',
  'latched',
  'shelved',
  'suppressed',
  'out_of_service',
  'history'
] as const
export type AlarmView = (typeof alarmViews)[number]

/** In the address, so that a filtered list can be kept as a bookmark and survives going back. */
export type AlarmFilter = {
  state: AlarmView
  severity: string | undefined
  place: string | undefined
  kind: string | undefined
  equipment: string | undefined
}

const names = ['severity', 'place', 'kind', 'equipment'] as const

export function useAlarmFilter(): [AlarmFilter, (change: Partial<AlarmFilter>) => void] {
  const [search, setSearch] = useSearchParams()
  const filter = useMemo<AlarmFilter>(() => {
    const state = search.get('state')
    return {
      state: alarmViews.find((view) => view === state) ?? 'live',
      severity: search.get('severity') ?? undefined,
      place: search.get('place') ?? undefined,
      kind: search.get('kind') ?? undefined,
      equipment: search.get('equipment') ?? undefined
    }
  }, [search])
  const change = (wish: Partial<AlarmFilter>) => {
    const next = { ...filter, ...wish }
    const params = new URLSearchParams()
    if (next.state !== 'live') params.set('state', next.state)
    for (const name of names) {
      const value = next[name]
      if (value !== undefined) params.set(name, value)
    }
    setSearch(params, { replace: true })
  }
  return [filter, change]
}

export function isInView(alarm: AlarmItem, view: AlarmView): boolean {
  switch (view) {
    case 'live':
      return alarm.state !== 'normal' && !isQuiet(alarm)
    case 'unacknowledged':
      return wantsAcknowledging(alarm)
    case 'history':
      return alarm.state === 'normal'
    case 'acknowledged':
    case 'latched':
    case 'shelved':
    case 'suppressed':
    case 'out_of_service':
      return alarm.state === view
  }
}

/** All of the filter but the state. `placeOf` tells an equipment's location. */
export function passes(alarm: AlarmItem, filter: AlarmFilter, placeOf: (equipment: string) => string | undefined): boolean {
  if (filter.severity !== undefined && alarm.severity !== filter.severity) return false
  if (filter.kind !== undefined && alarm.kind !== filter.kind) return false
  if (filter.equipment !== undefined && alarm.equipment !== filter.equipment) return false
  return filter.place === undefined || placeOf(alarm.equipment) === filter.place
}
