import { describe, expect, it } from 'vitest'
import { chooseFault } from '../../../server/demo/fault-choice.ts'
import { loadDefaultRules } from '../../../server/rules/load-rules.ts'
import { checkFault } from '../../../simulators/faults.ts'
import { demoSite } from '../simulators/judged-plant.ts'

const equipment = demoSite.equipment
const ruleIds = new Set(loadDefaultRules().map(({ id }) => id))

describe('the scripted fault of a demo run', () => {
  it('is one the simulators can play and a shipped rule answers, whatever is drawn', () => {
    for (let draw = 0; draw < 20; draw++) {
      const fault = chooseFault({ equipment, tickets: [], draw: (count) => draw % count })
      expect(() => checkFault({ name: fault?.fault ?? '', equipment: fault?.equipment ?? '', delay: 0 }, demoSite)).not.toThrow()
      expect(ruleIds).toContain(fault?.rule)
    }
  })

  it('is on equipment without an open ticket as long as there is some', () => {
    const tickets: { equipment: string; rule: string }[] = []
    const busy = new Set<string>()
    for (;;) {
      const fault = chooseFault({ equipment, tickets, draw: (count) => (tickets.length * 7) % count })
      if (!fault || busy.size === 8) break
      expect(busy).not.toContain(fault.equipment)
      busy.add(fault.equipment)
      tickets.push(fault)
    }
    expect(busy.size).toBe(8)
  })

  it('is another rule when all have tickets, and none when all rules have', () => {
    const tickets: { equipment: string; rule: string }[] = []
    for (;;) {
      const fault = chooseFault({ equipment, tickets, draw: () => 0 })
      if (!fault) break
      expect(tickets).not.toContainEqual(expect.objectContaining({ equipment: fault.equipment, rule: fault.rule }))
      tickets.push(fault)
    }
    expect(new Set(tickets.map(({ equipment: id, rule }) => `${id} ${rule}`)).size).toBe(tickets.length)
    expect(tickets.length).toBeGreaterThan(30)
  })
})
