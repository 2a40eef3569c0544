/** What the step forms hold, and the body REST takes for each step (contract §5). */
import { fromSiteInput } from '../../lib/site-zone.ts'
import type { FormAction } from './ticket-words.ts'

export type StepValues = {
  note?: string
  assignee?: string
  reason?: string
  /** As a datetime-local input writes it, on the site's clock. */
  until?: string
  result?: string
  people?: string[]
  parts?: string[]
}

export function toBody(action: FormAction, values: StepValues): Record<string, unknown> {
  const note = values.note?.trim() ? { note: values.note.trim() } : {}
  switch (action) {
    case 'assign':
      return { assignee: values.assignee?.trim(), ...note }
    case 'hold':
      return { reason: values.reason, until: values.until && new Date(fromSiteInput(values.until)).toISOString(), ...note }
    case 'resolve':
      return { result: values.result, ...some('people', values.people), ...some('parts', values.parts) }
    case 'reopen':
    case 'cancel':
    case 'comment':
      return note
  }
}

function some(name: string, list: string[] | undefined): Record<string, string[]> {
  return list && list.length > 0 ? { [name]: list } : {}
}
