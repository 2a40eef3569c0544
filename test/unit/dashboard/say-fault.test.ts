import i18next from 'i18next'
import { describe, expect, it } from 'vitest'
import { en } from '../../../dashboard/src/lib/locale/en.ts'
import { zh } from '../../../dashboard/src/lib/locale/zh.ts'
import { sayFault } from '../../../dashboard/src/lib/say-fault.ts'
import { ruleSchema } from '../../../server/contract/rules.ts'
import { newUserSchema } from '../../../server/contract/setup.ts'
import { equipmentSchema, routeSchema } from '../../../server/contract/site.ts'
import { newTicketSchema } from '../../../server/contract/tickets.ts'

function wordsIn(language: 'zh' | 'en') {
  const i18n = i18next.createInstance()
  void i18n.init({
    resources: { zh: { translation: zh }, en: { translation: en } },
    lng: language,
    interpolation: { escapeValue: false },
    initAsync: false
  })
  return i18n.t
}

const said: [message: string, zh: string, en: string][] = [
  ['Invalid input: expected string, received undefined', '必填', 'required'],
  ['expected text, but it is missing', '必填', 'required'],
  ['Too small: expected string to have >=1 characters', '必填', 'required'],
  ['Too small: expected string to have >=8 characters', '至少 8 个字符', 'at least 8 characters'],
  ['Too big: expected string to have <=200 characters', '最多 200 个字符', 'at most 200 characters'],
  ['Too small: expected array to have >=1 items', '至少 1 项', 'at least 1'],
  ['Too small: expected number to be >0', '应 > 0', 'has to be > 0'],
  ['Too big: expected number to be <=500', '应 ≤ 500', 'has to be ≤ 500'],
  ['Invalid input: expected number, received string', '应为数字', 'has to be a number'],
  ['Invalid option: expected one of "critical"|"major"', '应为其中之一：critical, major', 'one of critical, major'],
  ['expected one of site, equipment', '应为其中之一：site, equipment', 'one of site, equipment'],
  ['Invalid ISO datetime', '不是有效的时间', 'no valid time'],
  ['Invalid string: must match pattern /^[a-z]+$/', '格式不正确', 'has the wrong form'],
  ['missing: a liaison ticket has an owner and a date', '必填', 'required'],
  ['expected a time to come', '应为将来的时间', 'has to be a time to come'],
  [
    'expected the tag of the equipment, or of where it stands',
    '不是此设备或其所在位置的标签',
    'not the tag of the equipment, nor of where it stands'
  ],
  [
    'no tag is known of what the ticket is about',
    '此工单的设备或地点没有登记标签',
    'no tag is known of what the ticket is about'
  ],
  ['expected somebody else: wang has it', '应为别人：现在就是 wang 在处理', 'has to be somebody else: wang has it'],
  ['unknown field', '没有这一项', 'there is no such field'],
  ['is in use', '已被使用', 'is in use'],
  ['there is no pump-9', '没有 pump-9', 'there is no pump-9'],
  ['sinks below its floor', '不符合要求：sinks below its floor', 'sinks below its floor']
]

describe.each([
  ['zh', 1],
  ['en', 2]
] as const)('a fault in %s', (language, place) => {
  it.each(said)('%s', (...row) => expect(sayFault(row[0], wordsIn(language))).toBe(row[place]))
})

describe('what the schemas find wrong', () => {
  const inputs = [{}, { id: 7, name: '', role: 'king', password: 'short', kind: 1, title: 'x'.repeat(999), severity: 'grave' }]
  const schemas = { ruleSchema, newUserSchema, equipmentSchema, routeSchema, newTicketSchema }
  const cases = Object.entries(schemas).flatMap(([name, schema]) =>
    inputs.flatMap((input) =>
      (schema.safeParse(input).error?.issues ?? []).map((issue) => [`${name}: ${issue.message}`, issue.message])
    )
  )
  it.each(cases)('%s has words of ours', (_, message = '') => {
    expect(sayFault(message, wordsIn('zh'))).not.toMatch(/不符合要求|expected|[Ii]nvalid/)
  })
})
