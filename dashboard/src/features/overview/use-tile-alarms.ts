import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import { currentAlarmsQuery, isQuiet } from '../../lib/api/alarms.ts'
import type { QuietCounts } from './quiet-tags.tsx'

const severityRank = { critical: 0, major: 1, minor: 2, info: 3 } as const

/** Of one equipment: the active alarm to name on its tile, and how many are kept quiet. */
export type TileAlarms = { worst: AlarmItem | undefined; quiet: QuietCounts | undefined }

/** The most severe that speaks, then the newest, for each equipment that has any. */
export function useTileAlarms(): ReadonlyMap<string, TileAlarms> {
  const { data: alarms } = useQuery(currentAlarmsQuery)
  return useMemo(() => {
    const byEquipment = new Map<string, TileAlarms>()
    for (const alarm of alarms ?? []) {
      const known = byEquipment.get(alarm.equipment) ?? { worst: undefined, quiet: undefined }
      byEquipment.set(alarm.equipment, isQuiet(alarm) ? withQuiet(known, alarm) : withWorst(known, alarm))
    }
    return byEquipment
  }, [alarms])
}

function withQuiet(known: TileAlarms, { state }: AlarmItem): TileAlarms {
  const quiet = known.quiet ?? { shelved: 0, suppressed: 0 }
  if (state !== 'shelved' && state !== 'suppressed') return known
  return { ...known, quiet: { ...quiet, [state]: quiet[state] + 1 } }
}

function withWorst(known: TileAlarms, alarm: AlarmItem): TileAlarms {
  if (!alarm.active) return known
  const { worst } = known
  const difference = worst ? severityRank[alarm.severity] - severityRank[worst.severity] : -1
  const worse = difference < 0 || (difference === 0 && worst !== undefined && alarm.raisedAt > worst.raisedAt)
  return worse ? { ...known, worst: alarm } : known
}
