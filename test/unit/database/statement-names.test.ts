import { describe, expect, it } from 'vitest'
import { createStatementNames } from '../../../server/database/statement-names.ts'

describe('statement names', () => {
  it('stay with their text', () => {
    const nameOf = createStatementNames()
    const first = nameOf('select $1', 1)
    expect(first).toBe('wuxun_0')
    expect(nameOf('select $2', 1)).toBe('wuxun_1')
    expect(nameOf('select $1', 1)).toBe(first)
  })

  it('are not for transaction commands and large batches', () => {
    const nameOf = createStatementNames()
    expect(nameOf('commit', 0)).toBeUndefined()
    expect(nameOf(`insert ${'x'.repeat(4_000)}`, 9)).toBeUndefined()
  })

  it('are bounded: a server keeps each until its connection ends', () => {
    const nameOf = createStatementNames()
    for (let index = 0; index < 200; index++) expect(nameOf(`select ${index}`, 1)).toBeDefined()
    expect(nameOf('one too many', 1)).toBeUndefined()
    expect(nameOf('select 7', 1)).toBe('wuxun_7')
  })
})
