import { FilterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Segmented, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { openStatuses, priorities, ticketStatuses, ticketTypes } from '../../../../server/contract/words.ts'
import { FilterSelect } from '../../components/filter-select.tsx'
import { staffQuery, useContractors } from '../../lib/api/staff.ts'
import { classesFor } from './ticket-words.ts'
import { useEquipmentOptions } from './use-equipment-options.ts'
import { countChosen, type TicketFilter } from './use-ticket-filter.ts'

type Props = { filter: TicketFilter; onFilter: (change: Partial<TicketFilter>) => void }

export function TicketFilters({ filter, onFilter }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const count = countChosen(filter)
  return (
    <search className="ticket-filters">
      <Segmented<TicketFilter['view']>
        aria-label={t('ticket.view')}
        value={filter.view}
        options={[
          { value: 'open', label: t('ticket.viewOpen') },
          { value: 'board', label: <span data-testid="view-board">{t('ticket.board')}</span> },
          { value: 'all', label: t('ticket.viewAll') }
        ]}
        onChange={(view) => onFilter({ view, status: undefined })}
      />
      <Button
        className="filter-toggle"
        icon={<FilterOutlined />}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="filter-toggle"
      >
        {count > 0 ? `${t('ticket.filters')} ${count}` : t('ticket.filters')}
      </Button>
      <div className={open ? 'filter-choices filter-choices-open' : 'filter-choices'}>
        <Choices filter={filter} onFilter={onFilter} />
      </div>
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

function Choices({ filter, onFilter }: Props) {
  const { t } = useTranslation()
  const equipment = useEquipmentOptions()
  const staff = useQuery(staffQuery).data ?? []
  const contractors = useContractors()
  const type = ticketTypes.find((each) => each === filter.type)
  const classes = classesFor(type)
  return (
    <>
      {filter.view !== 'board' && (
        <FilterSelect
          className="filter-short"
          label={t('ticket.status')}
          value={filter.status}
          options={(filter.view === 'all' ? ticketStatuses : openStatuses).map((status) => ({
            value: status,
            label: t(`ticketStatus.${status}`)
          }))}
          onChange={(status) => onFilter({ status })}
        />
      )}
      <FilterSelect
        className="filter-short"
        label={t('ticket.priority')}
        value={filter.priority}
        options={priorities.map((priority) => ({ value: priority, label: `${priority} ${t(`priority.${priority}`)}` }))}
        onChange={(priority) => onFilter({ priority })}
      />
      <FilterSelect
        className="filter-short"
        label={t('ticket.type')}
        value={filter.type}
        options={ticketTypes.map((each) => ({ value: each, label: t(`ticketType.${each}`) }))}
        onChange={(wanted) => onFilter({ type: wanted, class: undefined })}
        testId="filter-type"
      />
      {classes.length > 0 && (
        <FilterSelect
          className="filter-short"
          label={t('ticket.class')}
          value={filter.class}
          options={classes.map((each) => ({ value: each, label: t(`ticketClass.${each}`) }))}
          onChange={(wanted) => onFilter({ class: wanted })}
        />
      )}
      <FilterSelect
        className="filter-short"
        label={t('ticket.assignee')}
        value={filter.assignee}
        options={staff.filter(({ role }) => role !== 'viewer').map(({ user, name }) => ({ value: user, label: name }))}
        onChange={(assignee) => onFilter({ assignee })}
        search
        testId="filter-assignee"
      />
      {contractors.length > 0 && (
        <FilterSelect
          className="filter-short"
          label={t('ticket.contractor')}
          value={filter.contractor}
          options={contractors.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(contractor) => onFilter({ contractor })}
        />
      )}
      <FilterSelect
        className="filter-long"
        label={t('ticket.equipment')}
        value={filter.equipment}
        options={equipment}
        onChange={(wanted) => onFilter({ equipment: wanted })}
        search
      />
    </>
  )
}
