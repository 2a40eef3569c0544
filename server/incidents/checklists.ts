/** The checklists of `checklists.yaml`: what each role does in an incident of a kind. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { type IncidentKind, incidentKindSchema, incidentKinds, incidentRoles } from '../contract/incidents.ts'
import type { Ticket } from '../tickets/ticket.ts'
import type { ChecklistItem } from './incident.ts'

const itemSchema = z.strictObject({ item: z.string().regex(/^[a-z0-9_]+$/), text: z.string().min(1), en: z.string().min(1) })
const listSchema = z.array(itemSchema).min(1)
const fileSchema = z.strictObject({
  source: z.string().min(1),
  kinds: z.array(
    z.strictObject({
      kind: incidentKindSchema,
      rules: z.array(z.string()),
      words: z.array(z.string()),
      suggest: z.boolean(),
      order: listSchema,
      engineering: listSchema,
      service: listSchema
    })
  )
})

export type Checklists = {
  /** By the ticket's rule, or words of its title; `generic` when neither says anything. */
  kindOf(ticket: Pick<Ticket, 'rule' | 'title'>): IncidentKind
  itemsOf(kind: IncidentKind): ChecklistItem[]
  /** Whether such a ticket usually is an incident. */
  isSuggested(ticket: Pick<Ticket, 'rule' | 'title' | 'priority'>): boolean
}

/** Throws when the file lacks a kind, or names a thing twice. */
export function loadChecklists(file = new URL('./checklists.yaml', import.meta.url)): Checklists {
  const { kinds } = fileSchema.parse(parse(readFileSync(file, 'utf8')))
  const byKind = new Map(
    kinds.map((each) => {
      const items = incidentRoles.flatMap((role) => each[role].map(({ item, text, en }) => ({ role, item, text, textEn: en })))
      // A check names its item alone.
      const numbered = items.map((item) => ({ ...item, item: `${item.role}.${item.item}` }))
      if (new Set(numbered.map(({ item }) => item)).size < numbered.length) {
        throw new Error(`${file.pathname}: ${each.kind} names an item twice`)
      }
      return [each.kind, { ...each, items: numbered }]
    })
  )
  for (const kind of incidentKinds) if (!byKind.has(kind)) throw new Error(`${file.pathname}: there is no ${kind}`)

  function kindOf({ rule, title }: Pick<Ticket, 'rule' | 'title'>): IncidentKind {
    const text = title.toLowerCase()
    const byRule = kinds.find(({ rules }) => rule !== null && rules.includes(rule))
    const found = byRule ?? kinds.find(({ words }) => words.some((word) => text.includes(word)))
    return found?.kind ?? 'generic'
  }

  return {
    kindOf,
    itemsOf: (kind) => byKind.get(kind)?.items ?? [],
    isSuggested: (ticket) => ticket.priority === 'P1' && (byKind.get(kindOf(ticket))?.suggest ?? false)
  }
}
