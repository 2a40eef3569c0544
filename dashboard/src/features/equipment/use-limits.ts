import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Severity } from '../../../../server/contract/common.ts'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import type { ChartLimit } from '../../components/chart/chart-data.ts'
import { rulesFor, rulesQuery } from '../../lib/api/rules.ts'

const tones: Record<Severity, ChartLimit['tone']> = { critical: 'alarm', major: 'alarm', minor: 'warning', info: 'quiet' }

/** The limits of all rules on this metric, to be drawn into its trend. */
export function useLimits(equipment: Pick<EquipmentItem, 'id' | 'kind'>, metric: string): ChartLimit[] {
  const { t } = useTranslation()
  const { data: rules } = useQuery(rulesQuery)
  const { id, kind } = equipment
  return useMemo(() => {
    return rulesFor(rules ?? [], { id, kind }, metric).flatMap(({ below, above, severity }) => {
      const tone = tones[severity]
      const word = t(`severity.${severity}`)
      return [
        ...(below === undefined ? [] : [{ value: below, tone, label: `${word} <` }]),
        ...(above === undefined ? [] : [{ value: above, tone, label: `${word} >` }])
      ]
    })
  }, [rules, id, kind, metric, t])
}
