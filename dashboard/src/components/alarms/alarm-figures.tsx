import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import { equipmentListQuery } from '../../lib/api/equipment.ts'
import { rulesQuery } from '../../lib/api/rules.ts'
import { useKindFacts } from '../../lib/api/use-kind-facts.ts'
import { formatValue, trimmed, unitText } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { measuredMetric } from '../../lib/rules/rule-body.ts'

/** The breaching value and its limit. An alarm does not tell its unit: that is the metric's, which its rule names. */
export function AlarmFigures({ alarm: { value, limit, rule, equipment } }: { alarm: AlarmItem }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const facts = useKindFacts()
  const metric = measuredMetric(useQuery(rulesQuery).data?.find(({ id }) => id === rule) ?? {})
  const select = useCallback((all: EquipmentItem[]) => all.find(({ id }) => id === equipment)?.kind, [equipment])
  const { data: kind } = useQuery({ ...equipmentListQuery, select })
  if (typeof value !== 'number') return null
  const info = metric === undefined || kind === undefined ? undefined : facts({ id: equipment, kind })?.metrics[metric]
  const unit = unitText(info?.unit)
  const bound = typeof limit === 'number' ? `${trimmed(limit, info?.unit)} ${unit}`.trim() : undefined
  return (
    <span className="row-figures">
      {info ? formatValue(value, info, language) : Number(value.toFixed(3))} {unit}
      {bound !== undefined && <span className="faint"> / {t('alarm.limit', { limit: bound })}</span>}
    </span>
  )
}
