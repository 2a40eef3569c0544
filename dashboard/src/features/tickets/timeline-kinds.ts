/** What only one kind of entry tells: dispatching, clocks, permits, incidents. */

import type { TimelineEntry } from '../../../../server/contract/tickets.ts'
import type { DispatchReason } from '../../../../server/contract/workforce.ts'
import { formatDateTime, formatSpan } from '../../lib/format.ts'
import { fieldsOf } from './detail-fields.ts'
import type { Words } from './timeline-detail.ts'

export function kindLines({ type, detail }: TimelineEntry, words: Words): (string | undefined)[] {
  const { t, language, placeOf, itemOf } = words
  const { text, number } = fieldsOf(detail)
  /** A word of ours for what the detail names, else the name itself. */
  const word = (path: string, name: string | undefined) =>
    name === undefined ? '' : t(`${path}.${name}`, { defaultValue: name })
  switch (type) {
    case 'dispatched':
    case 'redispatched':
      return [
        text('phone'),
        text('contractor') && text('assignee') === undefined ? t('timeline.callFirm') : undefined,
        text('to') === 'manager' ? t('timeline.toManager') : undefined,
        sayReasons(detail['why'], words)
      ]
    case 'accepted':
    case 'expected': {
      const at = text('at') ?? text('eta')
      return [at && `${t('ticket.eta')} ${formatDateTime(at)}`]
    }
    case 'arrived':
      return [text('by') === 'tag' ? t('timeline.byTag') : text('by') === 'button' ? t('timeline.byButton') : undefined]
    case 'followed_up': {
      const rating = number('rating')
      return [
        t(detail['satisfied'] === false ? 'ticket.unsatisfied' : 'ticket.satisfied'),
        rating === undefined ? undefined : t('timeline.ratingOf', { rating })
      ]
    }
    case 'effect_confirmed':
      return [
        t('timeline.effectSince', {
          since: formatDateTime(text('since') ?? ''),
          span: formatSpan(number('hold') ?? 0, language)
        })
      ]
    case 'escalated':
      return [
        t('timeline.escalatedTo', {
          clock: word('due', text('clock')),
          percent: number('percent') ?? 0,
          role: word('role', text('to')),
          due: formatDateTime(text('due') ?? '')
        })
      ]
    case 'policy_changed':
      return [t('timeline.policyTo', { from: sayPolicy(detail['from']), policy: sayPolicy(detail['policy']) })]
    case 'permit':
      return [
        t('timeline.permitOf', { step: word('permit.word', text('step')), place: placeOf(text('equipment') ?? '') }),
        text('reason'),
        text('until') && `${t('permit.until')} ${formatDateTime(text('until') ?? '')}`
      ]
    case 'incident_begun':
      return [word('incident.kind', text('kind'))]
    case 'incident_checked':
      return [`${detail['done'] === false ? '☐' : '☑'} ${word('incident.role', text('role'))} · ${itemOf(text('item') ?? '')}`]
    default:
      return []
  }
}

function sayPolicy(policy: unknown): string {
  if (typeof policy !== 'object' || policy === null || !('id' in policy)) return String(policy ?? '')
  return 'version' in policy ? `${String(policy.id)} v${String(policy.version)}` : String(policy.id)
}

function sayReasons(why: unknown, { t, firmOf }: Words): string | undefined {
  if (!Array.isArray(why) || why.length === 0) return undefined
  return (why as DispatchReason[])
    .map(({ reason, value }) => {
      const named = String(value ?? '')
      const path = reason.includes('certificate') ? 'dispatch.certificate' : 'dispatch.skill'
      const said =
        reason === 'load' ? named : reason === 'contractor' ? firmOf(named) : t(`${path}.${named}`, { defaultValue: named })
      return t(`dispatch.reason.${reason}`, { value: said, defaultValue: reason })
    })
    .join('，')
}
