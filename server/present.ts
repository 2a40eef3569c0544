/** Domain to contract: one mapping for REST and the live channel, so that both show the same. Times become ISO 8601 UTC. */
import type { Alarm, AlarmEvent } from './alarms/alarm.ts'
import { labelsOf } from './alarms/labels.ts'
import { isInForce, type OutOfService } from './alarms/out-of-service.ts'
import type { ShownClock } from './clocks/terms.ts'
import type { AlarmDetail, AlarmEventItem, AlarmItem, OutOfServiceItem } from './contract/alarms.ts'
import type { AttachmentItem } from './contract/attachments.ts'
import type { TicketClock } from './contract/clocks.ts'
import type { IncidentItem } from './contract/incidents.ts'
import type { PermitItem, PermitNote } from './contract/permits.ts'
import type { RejectItem } from './contract/session.ts'
import type { DeliveryItem } from './contract/telling.ts'
import type { Breach, TicketAction, TicketDetail, TicketItem, TimelineEntry } from './contract/tickets.ts'
import type { TicketContacts } from './dispatch/workforce.ts'
import type { Incident } from './incidents/incident.ts'
import { maskPhone } from './people/masking.ts'
import { allowedOn, nextStepOf, type Permit } from './permits/permit.ts'
import type { StoredReject } from './store/reading-store.ts'
import type { Attachment } from './tickets/attachment-store.ts'
import type { Ticket } from './tickets/ticket.ts'
import type { FrozenBreach, TicketEvent } from './tickets/ticket-record.ts'

export function toTime(ms: number): string {
  return new Date(ms).toISOString()
}

export function toTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : toTime(ms)
}

/** `now` in ms: an alarm is stale by the time alone. */
export function toAlarmItem(alarm: Alarm, now: number): AlarmItem {
  return {
    id: alarm.id,
    rule: alarm.rule,
    ruleVersion: alarm.ruleVersion,
    equipment: alarm.equipment,
    title: alarm.title,
    severity: alarm.severity,
    state: alarm.state,
    active: alarm.active,
    raisedAt: toTime(alarm.raisedAt),
    clearedAt: toTimeOrNull(alarm.clearedAt),
    acknowledgedAt: toTimeOrNull(alarm.acknowledgedAt),
    acknowledgedBy: alarm.acknowledgedBy,
    occurrences: alarm.occurrences,
    value: alarm.value,
    limit: alarm.limit,
    late: alarm.late,
    ticket: alarm.ticket,
    kind: alarm.kind,
    latching: alarm.latching,
    cause: alarm.cause,
    linked: alarm.linked,
    shelvedUntil: toTimeOrNull(alarm.shelvedUntil),
    shelvedReason: alarm.shelvedReason,
    suppressedBy: alarm.suppressedBy,
    labels: labelsOf(alarm, now)
  }
}

export function toAlarmDetail(alarm: Alarm, history: readonly AlarmEvent[], now: number): AlarmDetail {
  return { ...toAlarmItem(alarm, now), action: alarm.header.action, history: history.map(toAlarmEvent) }
}

/** `service` undefined: in service. */
export function toOutOfServiceItem(service: OutOfService | undefined): OutOfServiceItem {
  if (!service) return { state: 'in_service', reason: null, until: null, by: null, at: null, confirmedBy: null }
  return {
    state: isInForce(service) ? 'out_of_service' : 'requested',
    reason: service.reason,
    until: toTime(service.until),
    by: service.requestedBy,
    at: toTime(service.requestedAt),
    confirmedBy: service.confirmedBy
  }
}

/** Times in the detail of an alarm's event, by name. */
const eventTimes = new Set(['raisedAt', 'clearedAt', 'episode', 'until', 'at'])

function toAlarmEvent({ at, detail, ...event }: AlarmEvent): AlarmEventItem {
  return { ...event, at: toTime(at), detail: toDetail(detail) }
}

function toDetail(detail: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => {
      if (typeof value === 'number' && eventTimes.has(name)) return [name, toTime(value)]
      return [name, isRecord(value) ? toDetail(value) : value]
    })
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function toTicketItem(ticket: Ticket): TicketItem {
  return {
    id: ticket.id,
    number: ticket.number,
    type: ticket.type,
    title: ticket.title,
    equipment: ticket.equipment,
    rule: ticket.rule,
    priority: ticket.priority,
    status: ticket.status,
    assignee: ticket.assignee,
    roles: [...ticket.roles],
    openedAt: toTime(ticket.openedAt),
    occurrences: ticket.occurrences,
    recovered: ticket.recovered,
    due: { respond: toTime(ticket.due.respond), arrive: toTime(ticket.due.arrive), resolve: toTime(ticket.due.resolve) },
    acceptedAt: toTimeOrNull(ticket.acceptedAt),
    arrivedAt: toTimeOrNull(ticket.arrivedAt),
    resolvedAt: toTimeOrNull(ticket.resolvedAt),
    closedAt: toTimeOrNull(ticket.closedAt),
    source: ticket.source,
    class: ticket.class,
    trade: ticket.trade,
    place: ticket.place,
    wantedBy: toTimeOrNull(ticket.wantedBy),
    parent: ticket.parent,
    contractor: ticket.contractor,
    eta: toTimeOrNull(ticket.eta),
    readyAt: toTimeOrNull(ticket.readyAt)
  }
}

/** `allowed`: the steps the asking user may take now. `seesPhones`: whether he works on it, or phones are masked (R39). */
export function toTicketDetail(
  ticket: Ticket,
  more: {
    timeline: readonly TicketEvent[]
    breach: FrozenBreach | null
    attachments: readonly Attachment[]
    permits: readonly Permit[]
    deliveries: readonly DeliveryItem[]
    allowed: readonly TicketAction[]
    /** Left out: none was begun. */
    incident?: Incident | undefined
    incidentSuggested?: boolean
    clocks: readonly ShownClock[]
    contacts: TicketContacts
    seesPhones: boolean
  }
): TicketDetail {
  const { hold, resolution, requester } = ticket
  const shown = more.seesPhones ? (phone: string | null) => phone : maskPhone
  return {
    ...toTicketItem(ticket),
    description: ticket.description,
    action: ticket.action,
    hold: hold && { reason: hold.reason, until: toTime(hold.until) },
    resolution: resolution && {
      result: resolution.result,
      people: [...resolution.people],
      parts: [...resolution.parts],
      equipment: resolution.equipment,
      at: toTimeOrNull(ticket.resolvedAt)
    },
    alarm: ticket.alarm,
    assigneeName: more.contacts.assigneeName,
    assigneePhone: shown(more.contacts.assigneePhone),
    contractorName: more.contacts.contractorName,
    contractorPhone: shown(more.contacts.contractorPhone),
    requester: requester && { ...requester, phone: shown(requester.phone) },
    followUp: ticket.followUp && { ...ticket.followUp, at: toTime(ticket.followUp.at) },
    checkAt: toTimeOrNull(ticket.checkAt),
    incident: more.incident ? toIncident(more.incident) : null,
    incidentSuggested: more.incidentSuggested ?? false,
    clocks: more.clocks.map(toTicketClock),
    timeline: more.timeline.map((event) => toTimelineEntry(event, shown)),
    breach: more.breach && toBreach(more.breach),
    attachments: more.attachments.map(toAttachmentItem),
    permits: more.permits.map(toPermitNote),
    deliveries: [...more.deliveries],
    allowed: [...more.allowed]
  }
}

/** `by`: the asking user, for what he may do with it. */
export function toPermitItem(permit: Permit, by: string): PermitItem {
  const { service: _, steps, extensions, ...more } = permit
  return {
    ...more,
    ...toPermitNote(permit),
    originalUntil: toTime(permit.originalUntil),
    steps: steps.map((step) => ({ ...step, at: toTimeOrNull(step.at) })),
    extensions: extensions.map((each) => ({ ...each, at: toTime(each.at), until: toTime(each.until) })),
    requestedAt: toTime(permit.requestedAt),
    approvedAt: toTimeOrNull(permit.approvedAt),
    expiredAt: toTimeOrNull(permit.expiredAt),
    endedAt: toTimeOrNull(permit.endedAt),
    allowed: allowedOn(permit, by)
  }
}

function toPermitNote(permit: Permit): PermitNote {
  const { id, equipment, state, reason, until, activeAt } = permit
  return { id, equipment, state, reason, until: toTime(until), nextStep: nextStepOf(permit), activeAt: toTimeOrNull(activeAt) }
}

function toTicketClock({ startedAt, dueAt, originalDueAt, metAt, ...rest }: ShownClock): TicketClock {
  return {
    ...rest,
    startedAt: toTimeOrNull(startedAt),
    dueAt: toTimeOrNull(dueAt),
    originalDueAt: toTimeOrNull(originalDueAt),
    metAt: toTimeOrNull(metAt)
  }
}

export function toAttachmentItem({ at, ...rest }: Attachment): AttachmentItem {
  return { ...rest, at: toTime(at) }
}

function toTimelineEntry({ at, type, actor, detail }: TicketEvent, shown: typeof maskPhone): TimelineEntry {
  const { phone } = detail
  return { at: toTime(at), type, actor, detail: typeof phone === 'string' ? { ...detail, phone: shown(phone) } : detail }
}

/** A breach whose copy failed, or from before there was one, has no context. */
function toBreach({ metric, limit, value, ruleVersion, at, points, context, hash }: FrozenBreach): Breach {
  const { earlier = [], maintenance = null, daysSinceMaintenance = null, parts = [] } = context ?? {}
  return {
    metric,
    limit,
    value,
    ruleVersion,
    at: toTime(at),
    points: points ?? [],
    earlier: earlier.map((each) => ({ ...each, openedAt: toTime(each.openedAt), closedAt: toTimeOrNull(each.closedAt) })),
    maintenance: maintenance && { ...maintenance, at: toTime(maintenance.at) },
    daysSinceMaintenance,
    parts,
    hash: hash ?? null
  }
}

function toIncident(incident: Incident): IncidentItem {
  const { kind, title, startedAt, startedBy, endedAt, endedBy, note, items, review } = incident
  const shown = items.map((item) => ({ ...item, at: toTimeOrNull(item.at) }))
  const ends = { startedAt: toTime(startedAt), by: startedBy, endedAt: toTimeOrNull(endedAt), endedBy }
  return { kind, title, ...ends, note, items: shown, review }
}

export function toRejectItem({ topic, receivedAt, reason, payload }: StoredReject): RejectItem {
  return { topic, receivedAt: toTime(receivedAt), reason, payload }
}
