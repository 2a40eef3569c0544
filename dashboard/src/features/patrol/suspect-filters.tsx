import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Suspicion } from '../../../../server/contract/patrol.ts'
import { FilterSelect } from '../../components/filter-select.tsx'
import type { SuspectFilter } from '../../lib/api/patrol.ts'
import { staffQuery } from '../../lib/api/staff.ts'
import { patrolZh } from '../../lib/locale/patrol-zh.ts'

/** All that have words. */
const reasons = Object.keys(patrolZh.patrol.suspicion) as Suspicion[]

type Props = { filter: SuspectFilter; onFilter: (filter: SuspectFilter) => void }

export function SuspectFilters({ filter, onFilter }: Props) {
  const { t } = useTranslation()
  const { data: staff = [] } = useQuery(staffQuery)
  return (
    <div className="suspect-filters">
      <FilterSelect<Suspicion>
        className="suspect-filter"
        label={t('patrol.reason')}
        value={filter.reason}
        onChange={(reason) => onFilter({ ...filter, reason })}
        options={reasons.map((value) => ({ value, label: t(`patrol.suspicion.${value}`) }))}
        search
        testId="filter-reason"
      />
      <FilterSelect<string>
        className="suspect-filter"
        label={t('patrol.guard')}
        value={filter.guard}
        onChange={(guard) => onFilter({ ...filter, guard })}
        options={staff.map(({ user, name }) => ({ value: user, label: name }))}
        search
        testId="filter-guard"
      />
    </div>
  )
}
