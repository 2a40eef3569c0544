import { describe, expect, it } from 'vitest'
import { createLineParser, typed } from '../../../server/imports/fields.ts'
import { readLines } from '../../../server/imports/lines.ts'

async function lines(...chunks: (string | Buffer)[]) {
  const found = []
  async function* stream() {
    for (const chunk of chunks) yield Buffer.from(chunk)
  }
  for await (const line of readLines(stream())) found.push('text' in line ? [line.number, line.text] : [line.number, 'too long'])
  return found
}

describe('lines', () => {
  it.each([
    [['a\nb\n'], ['1 a', '2 b']],
    [
      ['a\r', '\nb'],
      ['1 a', '2 b']
    ],
    [['\uFEFFa\n\n \nb'], ['1 a', '4 b']],
    [
      ['a', 'b', 'c\nd'],
      ['1 abc', '2 d']
    ],
    [[''], []]
  ])('of %j are %j', async (chunks, expected) => {
    expect((await lines(...chunks)).map((line) => line.join(' '))).toEqual(expected)
  })
  it('keeps a letter whole that two chunks share', async () => {
    const bytes = Buffer.from('水泵\n')
    expect(await lines(bytes.subarray(0, 2), bytes.subarray(2))).toEqual([[1, '水泵']])
  })
  it('gives up a line that is too long, and only that one', async () => {
    const long = 'x'.repeat(40_000)
    expect(await lines(`a\n${long}`, long, 'x\nb')).toEqual([
      [1, 'a'],
      [2, 'too long'],
      [3, 'b']
    ])
  })
})

describe('a CSV line', () => {
  const fields = { equipment: 'p', metric: 'm', ts: 5, value: '1', untyped: true }
  it.each([
    ['p,m,5,1', fields],
    [' p , m ,5, 1 ', fields],
    ['"p","m","5","1"', fields],
    ['"a ""b"", c",m,2025-11-20T12:00,x', { ...fields, equipment: 'a "b", c', ts: '2025-11-20T12:00', value: 'x' }],
    ['p,m,5', { reason: 'expected 4 columns, got 3' }],
    ['"p,m,5,1', { reason: 'wrong quotes' }]
  ])('%s', (text, expected) => {
    expect(createLineParser('csv')(text, true)).toEqual(expected)
  })
  it('may have its columns in another order, and others beside them', () => {
    const parse = createLineParser('csv')
    expect(parse('ts,value,Metric,note,equipment', true)).toBe('header')
    expect(parse('5,1,m,hello,p', false)).toEqual(fields)
  })
})

describe('an NDJSON line', () => {
  it.each([
    ['{"equipment":"p","metric":"m","ts":5,"value":1}', { equipment: 'p', metric: 'm', ts: 5, value: 1, untyped: false }],
    ['{"equipment":"p","metric":"m","ts":5}', { reason: 'expected equipment, metric, ts and value' }],
    ['[1]', { reason: 'expected a JSON object' }],
    ['{', { reason: 'not JSON' }]
  ])('%s', (text, expected) => {
    expect(createLineParser('ndjson')(text, true)).toEqual(expected)
  })
})

it.each([
  ['1.5', 'number', 1.5],
  ['-1e3', 'number', -1000],
  ['0x10', 'number', '0x10'],
  ['', 'number', ''],
  ['NaN', 'number', 'NaN'],
  ['true', 'boolean', true],
  ['1', 'boolean', 1],
  ['7', 'string', '7']
] as const)('the cell %j of a %s is %j', (cell, type, expected) => {
  expect(typed(cell, type)).toBe(expected)
})
