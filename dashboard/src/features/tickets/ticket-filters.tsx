import { useQuery } from '@tanstack/react-query'
import { Segmented, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import type { TicketStatus } from '../../../../server/contract/tickets.ts'
import { equipmentListQuery } from '../../lib/api/equipment.ts'
import { priorityOrder, statusesOf } from './ticket-words.ts'
import type { TicketFilter } from './use-ticket-filter.ts'

type Props = { filter: TicketFilter; onFilter: (change: Partial<TicketFilter>) => void }

export function TicketFilters({ filter, onFilter }: Props) {
  const { t } = useTranslation()
  const equipment = useEquipmentOptions()
  return (
    <search className="ticket-filters">
      <Segmented<TicketFilter['view']>
        aria-label={t('ticket.view')}
        value={filter.view}
        options={[
          { value: 'open', label: t('ticket.viewOpen') },
          { value: 'all', label: t('ticket.viewAll') }
        ]}
        onChange={(view) => onFilter({ view, status: undefined })}
      />
      <Select<TicketStatus>
        allowClear
        className="filter-status"
        aria-label={t('ticket.status')}
        placeholder={t('ticket.status')}
        value={(filter.status as TicketStatus | undefined) ?? null}
        options={statusesOf(filter.view).map((status) => ({ value: status, label: t(`ticketStatus.${status}`) }))}
        onChange={(status: TicketStatus | undefined) => onFilter({ status })}
      />
      <Select
        allowClear
        className="filter-priority"
        aria-label={t('ticket.priority')}
        placeholder={t('ticket.priority')}
        value={filter.priority ?? null}
        options={priorityOrder.map((priority) => ({ value: priority, label: `${priority} ${t(`priority.${priority}`)}` }))}
        onChange={(priority: string | undefined) => onFilter({ priority })}
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        className="filter-equipment"
        aria-label={t('ticket.equipment')}
        placeholder={t('ticket.equipment')}
        value={filter.equipment ?? null}
        options={equipment}
        onChange={(wanted: string | undefined) => onFilter({ equipment: wanted })}
      />
      <label className="filter-mine" htmlFor="filter-mine">
        <Switch
          id="filter-mine"
          size="small"
          checked={filter.mine}
          onChange={(mine) => onFilter({ mine })}
          data-testid="filter-mine"
        />
        {t('ticket.mine')}
      </label>
    </search>
  )
}

const toOptions = (items: EquipmentItem[]) =>
  items.map(({ id, name, location }) => ({ value: id, label: [name, location].filter(Boolean).join(' · ') }))

/** Compared deeply by the cache, so that live values do not rebuild an open list of choices. */
export function useEquipmentOptions(): { value: string; label: string }[] {
  return useQuery({ ...equipmentListQuery, select: toOptions, structuralSharing: true }).data ?? []
}
