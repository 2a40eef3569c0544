import { describe, expect, it } from 'vitest'
import { type FieldTopic, formatTopic, isWithin, parseTopic, plainFilter } from '../../../gateway/topics.ts'

const ours: [string, FieldTopic][] = [
  ['facility/demo/pump-1/telemetry', { type: 'telemetry', site: 'demo', id: 'pump-1' }],
  ['facility/demo/lift-1/event', { type: 'event', site: 'demo', id: 'lift-1' }],
  ['facility/demo/plc-1/status', { type: 'status', site: 'demo', id: 'plc-1' }],
  ['facility/demo/patrol/reader-1/scan', { type: 'scan', site: 'demo', reader: 'reader-1' }],
  ['facility/demo/patrol/telemetry', { type: 'telemetry', site: 'demo', id: 'patrol' }]
]
const others = [
  '',
  'facility',
  'facility/demo',
  'facility/demo/pump-1',
  'facility/demo/pump-1/other',
  'facility/demo/pump-1/telemetry/',
  'facility/demo/pump-1/telemetry/x',
  'facility//pump-1/telemetry',
  'facility/demo//telemetry',
  '/facility/demo/pump-1/telemetry',
  'Facility/demo/pump-1/telemetry',
  'facility/demo/patrol/reader-1/other',
  'facility/demo/other/reader-1/scan',
  'facility/demo/patrol/reader-1/scan/x',
  '$SYS/facility/demo/pump-1/telemetry'
]

describe('the topic grammar', () => {
  it.each(ours)('reads and writes %s', (text, topic) => {
    expect(parseTopic(text)).toEqual(topic)
    expect(formatTopic(topic)).toBe(text)
  })
  it.each(others)('knows nothing of "%s"', (text) => {
    expect(parseTopic(text)).toBeUndefined()
  })
})

const within: [filter: string, allowed: string, answer: boolean][] = [
  ['a/b', 'a/b', true],
  ['a/b', 'a/c', false],
  ['a/b', 'a/+', true],
  ['a/+', 'a/+', true],
  ['a/+', 'a/b', false],
  ['a/#', 'a/+', false],
  ['a/#', 'a/#', true],
  ['a', 'a/#', true],
  ['a/b/c', 'a/#', true],
  ['a/+/c', 'a/#', true],
  ['#', 'a/#', false],
  ['+/b', 'a/#', false],
  ['a/b/c', 'a/b', false],
  ['a', 'a/b', false],
  ['a/b', '#', true],
  ['#', '#', true]
]

describe('isWithin', () => {
  it.each(within)('%s within %s is %s', (filter, allowed, answer) => {
    expect(isWithin(filter, allowed)).toBe(answer)
  })
})

describe('plainFilter', () => {
  it.each([
    ['$share/group/a/b', 'a/b'],
    ['$share/group/#', '#'],
    ['$share/group', ''],
    ['$SYS/#', '$SYS/#'],
    ['a/b', 'a/b']
  ])('sees in %s the filter "%s"', (filter, plain) => {
    expect(plainFilter(filter)).toBe(plain)
  })
})
