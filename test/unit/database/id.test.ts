import { describe, expect, it } from 'vitest'
import { idSchema } from '../../../server/contract/common.ts'
import { createId } from '../../../server/database/id.ts'

describe('createId', () => {
  it('makes ids that sort as text in the order of their time', () => {
    const times = [0, 999, 1_000, 1_763_800_000_000, 1_763_800_000_001, 1_999_999_999_999]
    const ids = times.map((at) => createId('tk', at))
    expect(ids.toSorted()).toEqual(ids)
  })

  it('makes different ids of the contract form within one millisecond', () => {
    const ids = Array.from({ length: 1000 }, () => createId('al', 1_763_800_000_000))
    expect(new Set(ids).size).toBe(1000)
    for (const id of ids) expect(id).toMatch(/^al_[0-9a-v]{26}$/)
    expect(ids.every((id) => idSchema.safeParse(id).success)).toBe(true)
  })
})
