import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import { alarmKinds, severities } from '../../../../server/contract/words.ts'
import { alarmStateIcons } from '../../components/alarms/alarm-badges.tsx'
import { CountFilter } from '../../components/count-filter.tsx'
import { FilterSelect } from '../../components/filter-select.tsx'
import { equipmentListQuery } from '../../lib/api/equipment.ts'
import { type AlarmFilter, type AlarmView, alarmViews, isInView } from './use-alarm-filter.ts'

type Props = {
  filter: AlarmFilter
  onFilter: (change: Partial<AlarmFilter>) => void
  /** Of all states, everything else of the filter applied; undefined until loaded. */
  alarms: readonly AlarmItem[] | undefined
}

const tones: Partial<Record<AlarmView, string>> = { live: 'alarm', unacknowledged: 'warning', latched: 'alarm' }

export function AlarmFilters({ filter, onFilter, alarms }: Props) {
  const { t } = useTranslation()
  const equipment = useQuery({ ...equipmentListQuery, select: toOptions, structuralSharing: true }).data
  const choices = alarmViews.map((view) => {
    const tone = tones[view]
    return {
      key: view,
      label: t(`alarm.view.${view}`),
      count: view === 'history' ? undefined : (alarms?.filter((alarm) => isInView(alarm, view)).length ?? 0),
      ...(view !== 'live' && view !== 'history' && { icon: alarmStateIcons[view] }),
      ...(tone !== undefined && { tone })
    }
  })
  return (
    <search className="alarm-filters">
      <CountFilter
        label={t('alarm.states')}
        choices={choices}
        chosen={filter.state}
        onChoose={(state) => onFilter({ state: state === filter.state ? 'live' : state })}
      />
      <span className="alarm-selects">
        <FilterSelect
          className="alarm-select-short"
          label={t('alarm.severity')}
          value={severities.find((each) => each === filter.severity)}
          options={severities.map((severity) => ({ value: severity, label: t(`severity.${severity}`) }))}
          onChange={(severity) => onFilter({ severity })}
          testId="filter-severity"
        />
        <FilterSelect<string>
          className="alarm-select-short"
          label={t('alarm.kinds')}
          value={filter.kind}
          options={alarmKinds.map((kind) => ({ value: kind, label: t(`alarm.kind.${kind}`) }))}
          onChange={(kind) => onFilter({ kind })}
          testId="filter-kind"
        />
        <FilterSelect
          search
          className="alarm-select-short"
          label={t('alarm.place')}
          value={filter.place}
          options={equipment?.places ?? []}
          onChange={(place) => onFilter({ place })}
          testId="filter-place"
        />
        <FilterSelect
          search
          className="alarm-select-long"
          label={t('ticket.equipment')}
          value={filter.equipment}
          options={equipment?.items ?? []}
          onChange={(id) => onFilter({ equipment: id })}
          testId="filter-equipment"
        />
      </span>
    </search>
  )
}

const byName = new Intl.Collator('zh-CN', { numeric: true })

function toOptions(list: EquipmentItem[]) {
  const places = [...new Set(list.map(({ location }) => location))].filter((place) => place !== '').sort(byName.compare)
  return {
    places: places.map((place) => ({ value: place, label: place })),
    items: list.map(({ id, name, location }) => ({ value: id, label: [name, location].filter(Boolean).join(' · ') }))
  }
}
