import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Severity } from '../../../../server/contract/common.ts'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import type { ChartLimit } from '../../components/chart/chart-data.ts'
import { ruleAppliesTo, rulesQuery } from '../../lib/api/rules.ts'
import { limitsOn } from '../../lib/rules/limits-on.ts'

const tones: Record<Severity, ChartLimit['tone']> = { critical: 'alarm', major: 'alarm', minor: 'warning', info: 'quiet' }

/** The limits of all rules on this metric, to be drawn into its trend. */
export function useLimits(equipment: Pick<EquipmentItem, 'id' | 'kind'>, metric: string): ChartLimit[] {
  const { t } = useTranslation()
  const { data: rules } = useQuery(rulesQuery)
  const { id, kind } = equipment
  return useMemo(() => {
    const judging = (rules ?? []).filter((rule) => rule.enabled !== false && ruleAppliesTo(rule, { id, kind }))
    return judging.flatMap((rule) =>
      limitsOn(rule, metric).map(({ side, value, severity }) => ({
        value,
        tone: tones[severity],
        label: `${t(`severity.${severity}`)} ${side === 'below' ? '<' : '>'}`
      }))
    )
  }, [rules, id, kind, metric, t])
}
