import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { EquipmentStatus } from '../../../../server/contract/equipment.ts'
import { statusIcons } from '../../components/badges.tsx'
import { type StatusCounts, statusOrder } from './places.ts'

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
  const total = statusOrder.reduce((sum, each) => sum + counts[each], 0)
  return (
    <div className="filter-bar">
      <div className="counts">
        <button type="button" className="count" aria-pressed={status === undefined} onClick={() => onStatus(undefined)}>
          <b>{total}</b>
          {t('overview.all')}
        </button>
        {statusOrder.map((each) => (
          <button
            key={each}
            type="button"
            className={`count count-${each} ${counts[each] === 0 ? 'count-zero' : ''}`}
            aria-pressed={status === each}
            data-testid={`count-${each}`}
            onClick={() => onStatus(status === each ? undefined : each)}
          >
            <b>{counts[each]}</b>
            {statusIcons[each]}
            {t(`equipmentStatus.${each}`)}
          </button>
        ))}
      </div>
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
