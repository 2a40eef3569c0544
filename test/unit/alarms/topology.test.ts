import { describe, expect, it } from 'vitest'
import { createTopology, type Feeding, findCircle } from '../../../server/alarms/topology.ts'

const house: Feeding[] = [
  { id: 'cabinet', feeds: ['pump', 'lift'] },
  { id: 'pump', feeds: ['zone-low'], zone: 'zone-low' },
  { id: 'point-1', feeds: [], zone: 'zone-low' },
  { id: 'point-2', feeds: [], zone: 'zone-high' },
  { id: 'lift', feeds: [] }
]

describe('the topology of a site', () => {
  const topology = createTopology(house)
  const expected: [string, string[], string[]][] = [
    ['cabinet', [], ['lift', 'point-1', 'pump', 'zone-low']],
    ['pump', ['cabinet'], ['point-1', 'zone-low']],
    ['point-1', ['cabinet', 'pump', 'zone-low'], []],
    ['point-2', [], []],
    ['lift', ['cabinet'], []],
    ['nowhere', [], []]
  ]
  for (const [id, feeders, fed] of expected) {
    it(`has ${feeders.join(', ') || 'nothing'} before ${id} and ${fed.join(', ') || 'nothing'} behind it`, () => {
      expect([...topology.feedersOf(id)].sort()).toEqual(feeders)
      expect([...topology.fedBy(id)].sort()).toEqual(fed)
    })
  }

  it('ends on a circle', () => {
    const round = createTopology([
      { id: 'a', feeds: ['b'] },
      { id: 'b', feeds: ['a'] }
    ])
    expect([...round.fedBy('a')]).toEqual(['b'])
    expect([...round.feedersOf('a')]).toEqual(['b'])
  })
})

describe('a circle of feeding', () => {
  const sites: [string, Feeding[], string[] | undefined][] = [
    ['is none in a house', house, undefined],
    ['is one that feeds itself', [{ id: 'a', feeds: ['a'] }], ['a']],
    [
      'is found behind a way that leads to it',
      [
        { id: 'a', feeds: ['b'] },
        { id: 'b', feeds: ['c'] },
        { id: 'c', feeds: ['d', 'b'] },
        { id: 'd', feeds: [] }
      ],
      ['b', 'c']
    ],
    [
      'is none where two ways meet',
      [
        { id: 'a', feeds: ['b', 'c'] },
        { id: 'b', feeds: ['d'] },
        { id: 'c', feeds: ['d'] },
        { id: 'd', feeds: [] }
      ],
      undefined
    ],
    ['is found through 20,000 in a row', ring(20_000), ring(20_000).map(({ id }) => id)]
  ]
  for (const [name, site, circle] of sites) it(name, () => expect(findCircle(site)).toEqual(circle))
})

function ring(length: number): Feeding[] {
  return Array.from({ length }, (_, index) => ({ id: `n${index}`, feeds: [`n${(index + 1) % length}`] }))
}
