import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { EquipmentStatus } from '../../../../server/contract/equipment.ts'
import { equipmentStatuses } from '../../../../server/contract/words.ts'
import { statusIcons } from '../../components/badges.tsx'
import { CountFilter } from '../../components/count-filter.tsx'
import type { StatusCounts } from './places.ts'

type Props = {
  counts: StatusCounts
  status: EquipmentStatus | undefined
  onStatus: (status: EquipmentStatus | undefined) => void
  search: string
  onSearch: (search: string) => void
}

/** Counts of the whole site, which are filters at the same time. */
export function FilterBar({ counts, status, onStatus, search, onSearch }: Props) {
  const { t } = useTranslation()
  const total = equipmentStatuses.reduce((sum, each) => sum + counts[each], 0)
  return (
    <div className="filter-bar">
      <CountFilter
        chosen={status ?? 'all'}
        choices={[
          { key: 'all', label: t('overview.all'), count: total },
          ...equipmentStatuses.map((each) => ({
            key: each,
            label: t(`equipmentStatus.${each}`),
            count: counts[each],
            icon: statusIcons[each],
            tone: each
          }))
        ]}
        onChoose={(key) => onStatus(key === 'all' || key === status ? undefined : key)}
      />
      <Input
        className="filter-search"
        allowClear
        prefix={<SearchOutlined />}
        placeholder={t('overview.search')}
        aria-label={t('overview.search')}
        value={search}
        onChange={(event) => onSearch(event.target.value)}
      />
    </div>
  )
}
