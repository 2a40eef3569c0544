/**
 * What the service found wrong with a field, in the reader's words. The service speaks English, to programs as well: its
 * schemas and checks have a few shapes of sentence, known here.
 */
import type { TFunction } from 'i18next'

type Say = (found: RegExpExecArray, t: TFunction) => string

const types: Readonly<Record<string, 'text' | 'number' | 'whole' | 'flag' | 'list' | 'mapping'>> = {
  string: 'text',
  text: 'text',
  number: 'number',
  'a number': 'number',
  int: 'whole',
  boolean: 'flag',
  'true or false': 'flag',
  array: 'list',
  'a list': 'list',
  object: 'mapping',
  record: 'mapping',
  'a mapping': 'mapping'
}

/** The first that fits says it. */
const shapes: readonly [RegExp, Say][] = [
  [/received undefined$|, but it is missing$|^expected text, but|^missing: /, (_, t) => t('fault.required')],
  [/^expected a time to come$/, (_, t) => t('fault.toCome')],
  [/^expected the tag of the equipment, or of where it stands$/, (_, t) => t('fault.otherTag')],
  [/^no tag is known of what the ticket is about$/, (_, t) => t('fault.noTag')],
  [/^expected somebody else: (.+) has it$/, ([, holder], t) => t('fault.sameHolder', { holder: holder ?? '' })],
  [/expected (?:string|text) to have >=1 characters$/, (_, t) => t('fault.required')],
  [/expected (?:string|text) to have >=(\d+) characters$/, ([, least], t) => t('fault.longer', { count: Number(least) })],
  [/expected (?:string|text) to have <=(\d+) characters$/, ([, most], t) => t('fault.shorter', { count: Number(most) })],
  [/expected (?:array|a list) to have >=(\d+) items?$/, ([, least], t) => t('fault.more', { count: Number(least) })],
  [/expected (?:array|a list) to have <=(\d+) items?$/, ([, most], t) => t('fault.fewer', { count: Number(most) })],
  [/to be (>=|>|<=|<)\s?(-?[\d.]+)$/, ([, sign = '', limit = ''], t) => t('fault.bound', { bound: `${signs[sign]} ${limit}` })],
  [
    /expected one of (.+)$/,
    ([, choices = ''], t) => t('fault.choice', { choices: choices.replaceAll('"', '').replaceAll('|', ', ') })
  ],
  [/^Invalid ISO (?:datetime|date|time)$/, (_, t) => t('fault.time')],
  [/^Unrecognized key|^unknown (?:field|key)/, (_, t) => t('fault.unknownField')],
  [/^is in use$/, (_, t) => t('fault.inUse')],
  [/^cannot be changed$/, (_, t) => t('fault.fixed')],
  [/^there is no (.+)$|^unknown: (.+)$/, ([, one, other], t) => t('fault.absent', { name: one ?? other ?? '' })],
  [/^(?:Invalid input: )?expected ([a-z ]+?)(?:, received .+)?$/, ([whole, name = ''], t) => sayType(types[name], whole, t)],
  [/^Invalid (?:string|input)|must match pattern/, (_, t) => t('fault.form')]
]

const signs: Readonly<Record<string, string>> = { '>=': '≥', '>': '>', '<=': '≤', '<': '<' }

function sayType(type: (typeof types)[string] | undefined, message: string, t: TFunction): string {
  return type === undefined ? t('fault.other', { message }) : t('fault.type', { type: t(`fault.types.${type}`) })
}

/** What has no known shape is said as it is, after words of ours. */
export function sayFault(message: string, t: TFunction): string {
  for (const [shape, say] of shapes) {
    const found = shape.exec(message)
    if (found) return say(found, t)
  }
  return t('fault.other', { message })
}
