/** What the step forms hold, and the body REST takes for each step (contract §5). */
import { fromSiteInput } from '../../lib/site-zone.ts'
import type { FormAction } from './ticket-words.ts'

export type StepValues = {
  note?: string
  assignee?: string
  contractor?: string
  reason?: string
  /** As a datetime-local input writes it, on the site's clock. */
  until?: string
  at?: string
  tag?: string
  result?: string
  equipment?: string
  people?: string[]
  parts?: string[]
  satisfied?: boolean
  /** 0: none was given. */
  rating?: number
}

export function toBody(action: FormAction, values: StepValues): Record<string, unknown> {
  const { contractor, equipment, rating } = values
  const note = text('note', values.note)
  switch (action) {
    case 'assign':
      return { ...text('assignee', values.assignee), ...(contractor && { contractor }), ...note }
    case 'hand_on':
      return { ...text('assignee', values.assignee), ...note }
    case 'hold':
      return { reason: values.reason, until: toIso(values.until), ...note }
    case 'expect':
      return { at: toIso(values.at), ...note }
    case 'arrive':
      return { ...text('tag', values.tag), ...note }
    case 'resolve':
      return {
        result: values.result,
        ...some('people', values.people),
        ...some('parts', values.parts),
        ...(equipment && { equipment })
      }
    case 'follow_up':
      return { satisfied: values.satisfied, ...(rating ? { rating } : {}), ...note }
    case 'reopen':
    case 'cancel':
    case 'comment':
    case 'progress':
    case 'tell_result':
      return note
  }
}

function toIso(input: string | undefined): string | undefined {
  return input && new Date(fromSiteInput(input)).toISOString()
}

function text(name: string, value: string | undefined): Record<string, string> {
  return value?.trim() ? { [name]: value.trim() } : {}
}

function some(name: string, list: string[] | undefined): Record<string, string[]> {
  return list && list.length > 0 ? { [name]: list } : {}
}
