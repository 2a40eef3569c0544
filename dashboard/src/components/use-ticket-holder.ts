import { useTranslation } from 'react-i18next'
import type { TicketItem } from '../../../server/contract/tickets.ts'
import { useContractorName } from '../lib/api/staff.ts'
import { useUserName } from '../lib/api/users.ts'

/** Who has a ticket: a person, a firm, both or nobody. */
export function useTicketHolder(): (ticket: Pick<TicketItem, 'assignee' | 'contractor'>) => string {
  const { t } = useTranslation()
  const nameOf = useUserName()
  const firmOf = useContractorName()
  return ({ assignee, contractor }) => {
    const known = [assignee !== null && nameOf(assignee), contractor !== null && firmOf(contractor)]
    return known.filter(Boolean).join(' · ') || t('ticket.nobody')
  }
}
