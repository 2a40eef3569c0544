import { describe, expect, it } from 'vitest'
import { createSessionOwners } from '../../../gateway/sessions.ts'

describe('session owners', () => {
  it("give an id to its first user and refuse it to another's name", () => {
    const owners = createSessionOwners()
    expect(owners.claim('x', 'plc-1')).toBe(true)
    expect(owners.claim('x', 'plc-2')).toBe(false)
    expect(owners.claim('x', 'plc-1')).toBe(true)
    expect(owners.claim('y', 'plc-2')).toBe(true)
  })

  it('free an id when its clean session ends', () => {
    const owners = createSessionOwners()
    owners.claim('x', 'plc-1')
    owners.release({ clientId: 'x', clean: true })
    expect(owners.claim('x', 'plc-2')).toBe(true)
  })

  it('keep the id of a session that outlives its connection', () => {
    const owners = createSessionOwners()
    owners.claim('x', 'plc-1')
    owners.release({ clientId: 'x', clean: false })
    expect(owners.claim('x', 'plc-2')).toBe(false)
    expect(owners.claim('x', 'plc-1')).toBe(true)
  })

  it('keep the id over a takeover, where the older connection ends last', () => {
    const owners = createSessionOwners()
    owners.claim('x', 'plc-1')
    owners.claim('x', 'plc-1')
    owners.release({ clientId: 'x', clean: true })
    expect(owners.claim('x', 'plc-2')).toBe(false)
    owners.release({ clientId: 'x', clean: true })
    expect(owners.claim('x', 'plc-2')).toBe(true)
  })

  it('are not confused by ids that nobody claimed or that objects have', () => {
    const owners = createSessionOwners()
    owners.release({ clientId: 'ghost', clean: true })
    expect(owners.claim('constructor', 'plc-1')).toBe(true)
    expect(owners.claim('__proto__', 'plc-1')).toBe(true)
  })
})
