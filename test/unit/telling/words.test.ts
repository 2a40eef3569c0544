import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { languages, tellEvents } from '../../../server/contract/words.ts'
import { chooseNext, shapes } from '../../../server/telling/compose.ts'
import { digestOf } from '../../../server/telling/digest.ts'
import { keyOf } from '../../../server/telling/letters.ts'
import { bytesOf, cutTo, splitLines } from '../../../server/telling/split.ts'
import { plainOf, render, type WordingOptions, wordingOf } from '../../../server/telling/wording.ts'
import { aDelivery, someFacts } from '../../support/a-telling.ts'

describe('splitting', () => {
  const text = fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 20 }).map((lines) => lines.join('\n'))
  it('never passes the limit, never breaks a character, and loses nothing', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 30, max: 120 }), (given, limit) => {
        const pieces = splitLines(given, limit)
        for (const piece of pieces) expect(bytesOf(piece)).toBeLessThanOrEqual(limit)
        expect(pieces.join('').replaceAll('\n', '')).toBe(given.replaceAll('\n', ''))
        expect(Buffer.from(cutTo(given, limit)).toString()).toBe(cutTo(given, limit))
      })
    )
  })
})

describe('a message', () => {
  const options: WordingOptions = {
    language: 'zh',
    timezone: 'Asia/Shanghai',
    links: [{ label: '接单', url: 'https://w.test/t/a' }],
    outside: false
  }
  const facts = someFacts({
    event: 'dispatched',
    priority: 'P1',
    assignee: { id: 'wang', name: '王工', phone: '13900000002' },
    eta: '2025-11-22T08:30:00.000Z'
  })

  it('has number, title, place, first step, technician, phone, time and what can be pressed', () => {
    expect(render(wordingOf(facts, options), 'plain')).toBe(
      [
        '【P1 派单】WX-000001 供水压力低',
        '地点: B1 水泵房 · 1#生活水泵',
        '处置措施: 检查水泵与进水',
        '处理人: 王工 13900000002',
        '预计到达: 11-22 16:30',
        '接单: https://w.test/t/a'
      ].join('\n')
    )
    expect(render(wordingOf(facts, { ...options, language: 'en' }), 'markdown')).toBe(
      [
        '**【P1 Dispatched】WX-000001 供水压力低**',
        '> Place: B1 水泵房 · 1#生活水泵',
        '> First step: 检查水泵与进水',
        '> Assignee: 王工 13900000002',
        '> Expected at: 22 Nov 16:30',
        '',
        '[接单](https://w.test/t/a)'
      ].join('\n')
    )
  })

  it('says how much of which clock is used up', () => {
    const escalated = someFacts({ event: 'escalated', clock: 'respond', percent: 50, until: '2025-11-22T08:05:00.000Z' })
    expect(render(wordingOf(escalated, options), 'plain')).toContain('原因: 响应时限已用 50%\n期限: 11-22 16:05')
  })

  it('says that nobody is left to ask', () => {
    expect(render(wordingOf(someFacts({ event: 'escalated' }), options), 'plain')).toContain('原因: 值班人员均未接单')
  })

  it('to somebody outside tells nothing of priority and instructions', () => {
    const text = render(
      wordingOf({ ...facts, event: 'progressed', note: '等配件' }, { ...options, links: [], outside: true }),
      'plain'
    )
    expect(text).toContain('【处理有新进展】WX-000001')
    expect(text).toContain('说明: 等配件')
    expect(text).not.toMatch(/P1|处置措施/)
  })

  it('cannot call everybody, link somewhere or break out by what people typed', () => {
    const typed = someFacts({ title: '<at user_id="all">x</at> [点我](http://evil.test) **@all**\n# 一' })
    const text = render(wordingOf(typed, { ...options, links: [] }), 'markdown')
    expect(text).not.toMatch(/<at|\[点我\]|@all|^# /m)
    expect(plainOf('a\u0000b\u2028c')).toBe('a b c')
  })

  it.each(languages)('has words for everything in %s', (language) => {
    for (const event of tellEvents.filter((each) => each !== 'bulletin')) {
      expect(render(wordingOf(someFacts({ event }), { ...options, language }), 'plain')).toMatch(/^【P2 .+】WX/)
    }
  })
})

describe('what goes out next', () => {
  const flood = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      aDelivery({ facts: { ticket: `tk_${index}`, number: `WX-${String(index).padStart(6, '0')}` } })
    )
  const choose = (waiting: ReturnType<typeof flood>, posts: number, kind: 'wecom' | 'smtp' = 'wecom') =>
    chooseNext(waiting, { kind, posts, siteLanguage: 'zh' })

  it.each([
    ['one thing', 1, 5, false, 1],
    ['a few, one by one', 3, 5, false, 1],
    ['a few with one post left', 3, 1, true, 3],
    ['a flood', 40, 5, true, 40]
  ])('is %s', (_, count, posts, digest, topics) => {
    const choice = choose(flood(count), posts)
    expect({ digest: choice.digest, topics: choice.topics.length }).toEqual({ digest, topics })
  })

  it('is one post for all in a group whom the same news concerns, and one mail for each', () => {
    const both = [aDelivery(), aDelivery({ recipient: 'zhou' })]
    expect(choose(both, 5).topics).toEqual([both])
    expect(choose(both, Number.POSITIVE_INFINITY, 'smtp').topics).toEqual([[both[0]]])
  })

  it('is all that was held together', () => {
    expect(
      choose(
        flood(2).map((each) => ({ ...each, state: 'held' as const })),
        5
      ).digest
    ).toBe(true)
  })

  it('fits into WeCom’s limit however many there are: what is not urgent is counted, what is urgent waits its turn', () => {
    const topics = choose(flood(500), 5).topics
    const options = {
      language: 'zh',
      format: 'markdown',
      limitBytes: shapes.wecom.limitBytes,
      url: 'https://w.test/tickets'
    } as const
    const counted = digestOf(topics, { ...options, each: false })
    expect(counted.head).toBe('500 张新工单')
    expect(counted.deliveries).toHaveLength(500)
    expect(counted.text).toMatch(/另有 \d+ 张，见工单列表/)
    const named = digestOf(topics, { ...options, each: true })
    expect(named.deliveries.length).toBeLessThan(60)
    expect(named.text.match(/WX-/g)).toHaveLength(named.deliveries.length)
    for (const { text } of [counted, named]) expect(bytesOf(text)).toBeLessThanOrEqual(shapes.wecom.limitBytes)
  })

  it('has the same key whenever it is made of the same messages', () => {
    expect(keyOf(['ms_1'])).toBe('ms_1')
    expect(keyOf(['ms_2', 'ms_1'])).toBe(keyOf(['ms_1', 'ms_2']))
    expect(keyOf(['ms_1', 'ms_3'])).not.toBe(keyOf(['ms_1', 'ms_2']))
  })
})
