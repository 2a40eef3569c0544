import { describe, expect, it } from 'vitest'
import { createDiskWatch } from '../../../server/store/disk-watch.ts'

const megabyte = 1024 * 1024

function watch(freeMb: number, totalMb: number) {
  const space = { freeBytes: freeMb * megabyte, totalBytes: totalMb * megabyte }
  let time = 0
  const disk = createDiskWatch({
    folder: '/',
    now: () => {
      time += 1000
      return time
    },
    measure: () => ({ ...space })
  })
  return { disk, space }
}

describe('a disk', () => {
  it('with room for long gives no warning', () => {
    const { disk } = watch(50_000, 100_000)
    expect(disk.look(10 * megabyte)).toMatchObject({ daysLeft: 5000, warning: null })
    expect(disk.look(null)).toMatchObject({ daysLeft: null, warning: null })
    expect(disk.takesCommits() && disk.hasRoom()).toBe(true)
  })
  it('that is full within two weeks gives one, with the days', () => {
    expect(watch(5000, 100_000).disk.look(500 * megabyte).warning).toBe('disk: 5000 MB free, full in 10 days')
  })
  it('with little left gives one, whatever the pace', () => {
    expect(watch(900, 100_000).disk.state().warning).toBe('disk: 900 MB free')
    expect(watch(2, 64).disk.state().warning).toBe('disk: 2 MB free')
  })
  it('takes no commits when only the reserve is left, and again when there is room', () => {
    const { disk, space } = watch(15, 100_000)
    expect(disk.takesCommits()).toBe(false)
    space.freeBytes = 17 * megabyte
    expect(disk.takesCommits()).toBe(true)
    expect(disk.hasRoom()).toBe(false)
    expect(watch(2, 64).disk.takesCommits()).toBe(true)
  })
})
