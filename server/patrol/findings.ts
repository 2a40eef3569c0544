/** What somebody found at a checkpoint: an issue, or a checklist answer that is out of order. Pure. */
import type { Answer } from '../contract/patrol.ts'
import type { CheckItem } from '../contract/site.ts'
import type { FieldFault } from '../errors.ts'

/** `text`: as the checklist says it. */
export type Finding = { item: string; text: string; answer: Answer['value'] }

/** Answers that are no answers to what was asked. */
export function answerFaults(answers: readonly Answer[], checklist: readonly CheckItem[]): FieldFault[] {
  return answers.flatMap(({ item, value }, index): FieldFault[] => {
    const asked = checklist.find(({ id }) => id === item)
    const field = `answers.${index}`
    if (!asked)
      return [{ field: `${field}.item`, message: `expected an item of the checkpoint's checklist, there is no ${item}` }]
    const message = whyNoAnswer(asked, value)
    return message === undefined ? [] : [{ field: `${field}.value`, message }]
  })
}

function whyNoAnswer(asked: CheckItem, value: Answer['value']): string | undefined {
  switch (asked.type) {
    case 'ok':
      return typeof value === 'boolean' ? undefined : 'expected true (in order) or false'
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
        ? undefined
        : `expected a number${asked.unit ? ` in ${asked.unit}` : ''}`
    case 'choice':
      return asked.options.some((option) => option === value) ? undefined : `expected one of ${asked.options.join(', ')}`
  }
}

/** Answers to items that were taken off the list meanwhile are none. */
export function findingsOf(answers: readonly Answer[], checklist: readonly CheckItem[]): Finding[] {
  return answers.flatMap(({ item, value }) => {
    const asked = checklist.find(({ id }) => id === item)
    return asked && isBad(asked, value) ? [{ item, text: asked.text, answer: value }] : []
  })
}

function isBad(asked: CheckItem, value: Answer['value']): boolean {
  switch (asked.type) {
    case 'ok':
      return value === false
    case 'choice':
      return typeof value === 'string' && asked.bad.includes(value)
    case 'number':
      return (
        typeof value === 'number' &&
        ((asked.min !== undefined && value < asked.min) || (asked.max !== undefined && value > asked.max))
      )
  }
}
