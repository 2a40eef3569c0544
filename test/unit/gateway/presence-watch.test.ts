import { describe, expect, it } from 'vitest'
import { createPresenceWatch } from '../../../gateway/presence-watch.ts'

describe('the presence watch', () => {
  it('reports a lost device 30 s later, once', () => {
    const watch = createPresenceWatch()
    watch.connected('plc-1')
    watch.disconnected('plc-1', false, 1000)
    expect(watch.due(30_999)).toEqual([])
    expect(watch.due(31_000)).toEqual(['plc-1'])
    expect(watch.due(99_000)).toEqual([])
  })

  it('says nothing of a device that said goodbye', () => {
    const watch = createPresenceWatch()
    watch.connected('plc-1')
    watch.disconnected('plc-1', true, 1000)
    expect(watch.due(99_000)).toEqual([])
  })

  it('says nothing of a device that is back in time', () => {
    const watch = createPresenceWatch()
    watch.connected('plc-1')
    watch.disconnected('plc-1', false, 1000)
    watch.connected('plc-1')
    expect(watch.due(99_000)).toEqual([])
    watch.disconnected('plc-1', false, 100_000)
    expect(watch.due(130_000)).toEqual(['plc-1'])
  })

  it('counts a device as there while one of its connections is', () => {
    const watch = createPresenceWatch()
    watch.connected('plc-1')
    watch.connected('plc-1')
    watch.disconnected('plc-1', false, 1000)
    expect(watch.due(99_000)).toEqual([])
    watch.disconnected('plc-1', false, 100_000)
    expect(watch.due(130_000)).toEqual(['plc-1'])
  })

  it('knows devices apart', () => {
    const watch = createPresenceWatch()
    for (const id of ['a', 'b', 'c']) watch.connected(id)
    watch.disconnected('a', false, 0)
    watch.disconnected('b', false, 10_000)
    expect(watch.due(30_000)).toEqual(['a'])
    expect(watch.due(40_000)).toEqual(['b'])
  })
})
