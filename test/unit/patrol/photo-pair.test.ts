import { describe, expect, it } from 'vitest'
import { photoPair } from '../../../server/contract/hazards.ts'

const work = { class: 'ordinary', arrivedAt: 20, resolvedAt: 30 }
const byDate = { ...work, class: 'fix_by_date' }
const unresolved = { resolvedAt: null }

describe('Of the photos of a hazard', () => {
  it.each([
    ['none is neither', work, [], [undefined, undefined]],
    ['one from the round is before', work, [5], [5, undefined]],
    ['the last since somebody was there is after', work, [5, 22, 25], [5, 25]],
    ['one taken there alone is before', work, [22], [22, undefined]],
    ['one from after the end alone is after', work, [35], [undefined, 35]],
    ['to be fixed by a date, one up to the end is not after', byDate, [5, 25], [5, undefined]],
    ['to be fixed by a date, that of the re-inspection is after', byDate, [5, 25, 35], [5, 35]],
    ['to be fixed by a date, none is after while it stands', { ...byDate, ...unresolved }, [5, 25], [5, undefined]]
  ])('%s', (_, ticket, times, expected) => {
    const { before, after } = photoPair(
      times.map((at) => ({ at })),
      ticket
    )
    expect([before?.at, after?.at]).toEqual(expected)
  })
})
