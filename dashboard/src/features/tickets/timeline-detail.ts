/** What a timeline entry tells besides its name; the detail is free, so each field is looked for by kind. */
import type { TFunction } from 'i18next'
import type { TimelineEntry } from '../../../../server/contract/tickets.ts'
import { holdReasons } from '../../../../server/contract/words.ts'
import { formatDateTime } from '../../lib/format.ts'
import type { Language } from '../../lib/language.ts'
import { fieldsOf } from './detail-fields.ts'
import { kindLines } from './timeline-kinds.ts'

export type Words = {
  t: TFunction
  language: Language
  nameOf: (userId: string) => string
  firmOf: (contractorId: string) => string
  placeOf: (equipmentId: string) => string
  /** Of an incident's checklist. */
  itemOf: (item: string) => string
}

export function detailLines(entry: TimelineEntry, words: Words): string[] {
  const { type, detail } = entry
  const { t, nameOf, firmOf, placeOf } = words
  const { text, list, number } = fieldsOf(detail)
  const lines: (string | undefined)[] = []
  const from = text('from')
  const assignee = text('assignee')
  const to = [assignee && nameOf(assignee), text('contractor') && firmOf(text('contractor') ?? '')].filter(Boolean).join(' · ')
  if (to !== '') lines.push([from && type === 'redispatched' ? nameOf(from) : '', to].join(' → ').trim())
  const reason = holdReasons.find((each) => each === detail['reason'])
  const until = text('until')
  if (reason && until) lines.push(t('ticket.held', { reason: t(`holdReason.${reason}`), until: formatDateTime(until) }))
  lines.push(text('result'))
  const people = list('people')
  if (people) lines.push(`${t('ticket.people')}: ${people.map(nameOf).join('、')}`)
  const parts = list('parts')
  if (parts) lines.push(`${t('ticket.parts')}: ${parts.join('、')}`)
  const count = number('occurrences')
  if (count !== undefined && count > 1) lines.push(t('ticket.occurrences', { count }))
  if (type === 'linked' && typeof detail['count'] === 'number') lines.push(t('timeline.linkedCount', { count: detail['count'] }))
  lines.push(...kindLines(entry, words))
  const places = type === 'permit' ? [] : (list('equipment') ?? [text('equipment') ?? []].flat())
  if (places.length > 0) lines.push(t('timeline.at', { place: places.map(placeOf).join('、') }))
  const priority = text('priority')
  if (priority) lines.push(`${t('ticket.priority')}: ${priority}`)
  if (type === 'attached') lines.push(text('name'))
  lines.push(text('note'))
  return lines.filter((line) => line !== undefined)
}
