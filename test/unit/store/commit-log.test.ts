import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commitLogNames, openCommitLog } from '../../../server/store/commit-log.ts'

let folder = ''
let journal = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wuxun-log-'))
  journal = join(folder, 'journal.duckdb')
})
afterEach(() => rmSync(folder, { recursive: true }))

const fileBytes = 1000
const open = () => openCommitLog(journal, fileBytes)
const text = (name: string, length = 100) => Buffer.from(name.padEnd(length, '.'))
/** What a process that ended suddenly finds at its next start. */
const found = () => {
  const { log, records } = open()
  log.close()
  return records.map((record) => String(record).replaceAll('.', ''))
}

describe('the commit log', () => {
  it('gives back what was written, in order, over both files', async () => {
    const { log, records } = open()
    expect(records).toEqual([])
    expect([await log.append(text('a')), await log.append(text('b'))]).toEqual([1, 2])
    log.rotate()
    expect(await log.append(text('c'))).toBe(3)
    expect(found()).toEqual(['a', 'b', 'c'])
    log.close()
  })

  it('takes records up to its size, and then none until it is settled', async () => {
    const { log } = open()
    const names = Array.from({ length: 12 }, (_, index) => `${index}`)
    const taken: (number | undefined)[] = []
    for (const name of names) taken.push(await log.append(text(name)))
    expect(taken.filter((number) => number !== undefined)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(await log.append(text('large', fileBytes))).toBeUndefined()
    log.settled(7)
    expect(await log.append(text('too early'))).toBeUndefined()
    log.settled(8)
    expect(await log.append(text('again'))).toBe(9)
    log.close()
  })

  it('goes on in the other file only when all of that is settled', async () => {
    const { log } = open()
    await log.append(text('a'))
    log.rotate()
    await log.append(text('b'))
    log.rotate()
    await log.append(text('c'))
    expect(found()).toEqual(['a', 'b', 'c'])
    log.settled(1)
    log.rotate()
    // Over `a`, which is stored elsewhere.
    await log.append(text('d'))
    expect(found()).toEqual(['b', 'c', 'd'])
    log.close()
  })

  it('tells a record from what an earlier turn left behind it', async () => {
    const { log } = open()
    for (const name of ['a', 'b', 'c', 'd']) await log.append(text(name))
    log.settled(4)
    await log.append(text('e'))
    expect(found()).toEqual(['e'])
    await log.append(text('f', 40))
    expect(found()).toEqual(['e', 'f'])
    log.close()
  })

  it('numbers on where it stopped', async () => {
    const first = open().log
    await first.append(text('a'))
    await first.append(text('b'))
    first.close()
    const { log } = open()
    log.settled(2)
    expect(await log.append(text('c'))).toBe(3)
    log.close()
    expect(found()).toEqual(['c'])
  })

  it.each([0, 1, 3, 4, 7, 8, 15, 16, 17, 60, 115])('passes over a record of which %i bytes were written', async (bytes) => {
    const { log } = open()
    await log.append(text('a'))
    await log.append(text('b'))
    log.close()
    const [name = ''] = commitLogNames(journal)
    const whole = readFileSync(name)
    writeFileSync(name, Buffer.concat([whole.subarray(0, 116 + bytes), Buffer.alloc(fileBytes - 116 - bytes, 0x5a)]))
    expect(found()).toEqual(['a'])
  })

  it('frees no file that a record is being written to', async () => {
    const { log } = open()
    await log.append(text('a'))
    const appended = log.append(text('b'))
    log.settled(1)
    expect(await appended).toBe(2)
    await log.append(text('c'))
    expect(found()).toEqual(['a', 'b', 'c'])
    log.settled(3)
    await log.append(text('d'))
    expect(found()).toEqual(['d'])
    log.close()
  })

  it('takes nothing when it is closed, and may be closed twice', async () => {
    const { log } = open()
    log.close()
    log.close()
    await expect(log.append(text('a'))).rejects.toThrow('closed')
    expect(found()).toEqual([])
  })

  it('takes what is not its own for empty', () => {
    for (const name of commitLogNames(journal)) writeFileSync(name, 'a few bytes')
    expect(found()).toEqual([])
  })
})
