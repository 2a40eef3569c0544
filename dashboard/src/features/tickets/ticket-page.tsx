import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import type { TicketDetail } from '../../../../server/contract/tickets.ts'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { ticketDetailQuery } from '../../lib/api/tickets.ts'
import { AttachmentsPanel } from './attachments-panel.tsx'
import { BreachPanel } from './breach-panel.tsx'
import { ClockLedger } from './clock-ledger.tsx'
import { ContactsPanel } from './contacts-panel.tsx'
import { DeliveriesPanel } from './deliveries-panel.tsx'
import { IncidentPanel } from './incident/incident-panel.tsx'
import { PermitsPanel } from './permits/permits-panel.tsx'
import { TicketHead } from './ticket-head.tsx'
import { EffectNote, FirstStep, FollowUp, HoldNote, Resolution } from './ticket-notes.tsx'
import { TicketSteps } from './ticket-steps.tsx'
import { Timeline } from './timeline.tsx'
import './tickets.css'

export function TicketPage() {
  const { id = '' } = useParams()
  const { data: ticket, error, refetch } = useQuery(ticketDetailQuery(id))
  if (ticket) return <Ticket key={ticket.id} ticket={ticket} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <PageLoading rows={8} />
}

function Ticket({ ticket }: { ticket: TicketDetail }) {
  usePageTitle(`${ticket.number} ${ticket.title}`)
  return (
    <div className="ticket">
      <TicketHead ticket={ticket} />
      <TicketSteps ticket={ticket} />
      <div className="ticket-columns">
        <div className="ticket-column">
          <IncidentPanel ticket={ticket} />
          <FirstStep action={ticket.action} description={ticket.description} />
          {ticket.hold && ticket.status === 'on_hold' && <HoldNote hold={ticket.hold} />}
          <EffectNote ticket={ticket} />
          {ticket.resolution && <Resolution resolution={ticket.resolution} />}
          {ticket.followUp && <FollowUp followUp={ticket.followUp} />}
          <PermitsPanel ticket={ticket} />
          <AttachmentsPanel ticket={ticket} />
          {ticket.breach && <BreachPanel breach={ticket.breach} ticket={ticket} />}
        </div>
        <div className="ticket-column">
          <ContactsPanel ticket={ticket} />
          <ClockLedger clocks={ticket.clocks} hold={ticket.hold} />
          <Timeline ticket={ticket} />
          <DeliveriesPanel deliveries={ticket.deliveries} />
        </div>
      </div>
    </div>
  )
}
