import { readdirSync, readFileSync } from 'node:fs'
import i18next from 'i18next'
import { describe, expect, it } from 'vitest'
import { zh } from '../../../dashboard/src/lib/locale/zh.ts'
import { sayRefusal } from '../../../dashboard/src/lib/say-refusal.ts'

const i18n = i18next.createInstance()
void i18n.init({ resources: { zh: { translation: zh } }, lng: 'zh', interpolation: { escapeValue: false }, initAsync: false })
const inChinese = (sentence: string) => sayRefusal(sentence, i18n.t, 'zh')

/** Pure parts that say no by returning a sentence. */
const refusing = ['tickets/refusals', 'tickets/ticket', 'tickets/permit-work', 'permits/permit', 'alarms/lifecycle'].concat(
  'alarms/out-of-service',
  'dispatch/dispatcher'
)
const thrown = /AppError\(\s*'(?:conflict|forbidden)',\s*(?:\w+ === '\w+' \? )?(['`])(.+?)\1/gs
const returned = /(['`])([A-Z$][^'`\n]* [^`\n]*?\.)\1/g

/** Every sentence with which the service refuses, its gaps filled with a word. */
function refusals(): string[] {
  const found = readdirSync('server', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const source = readFileSync(`server/${file}`, 'utf8')
      const told = [...source.matchAll(thrown)]
      if (refusing.some((name) => file === `${name}.ts`)) told.push(...source.matchAll(returned))
      return told.map(([, , sentence = '']) => sentence)
    })
  return [...new Set(found)].map(fill)
}

const gaps: [RegExp, string][] = [
  [/\$\{last\}/, 'none'],
  [/\$\{hint\}/, ''],
  [/\$\{(?:most|attachmentsPer)\w+\}/, '5'],
  [/\$\{isInForce\(current\) \? '' : '(.+?)'\}/, '$1'],
  [/\$\{work\}/, 'a lift'],
  [/\$\{message\}/, 'may be set by an admin only']
]

function fill(sentence: string): string {
  const known = gaps.reduce((text, [gap, word]) => text.replace(gap, word), sentence)
  return known.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, 'x')
}

describe('a refusal', () => {
  it('has Chinese words, whichever it is', () => {
    const all = refusals()
    expect(all.length).toBeGreaterThan(70)
    expect(all.filter((sentence) => inChinese(sentence) === sentence)).toEqual([])
  })

  it.each([
    ['The ticket is on_hold: verify is not possible.', '工单处于「挂起」，不能进行此操作'],
    ['voltage_test comes before restored.', '须先确认「验电」，再确认「摘牌送电」'],
    ['A viewer may not shelve alarms.', '「只读」没有此项告警操作的权限'],
    ['pump-1 is still in use by route night, route day.', 'pump-1 仍被使用：route night, route day']
  ])('"%s" reads %s', (sentence, chinese) => {
    expect(inChinese(sentence)).toBe(chinese)
  })

  it('nobody knows is said as the service says it, and in English all are', () => {
    expect(inChinese('Something new.')).toBe('Something new.')
    expect(sayRefusal('It is in service.', i18n.t, 'en')).toBe('It is in service.')
  })
})
