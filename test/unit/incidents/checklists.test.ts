import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { incidentKinds, incidentRoles } from '../../../server/contract/incidents.ts'
import { loadChecklists } from '../../../server/incidents/checklists.ts'
import { loadDefaultRules } from '../../../server/rules/load-rules.ts'

const checklists = loadChecklists()

describe('the shipped checklists', () => {
  for (const kind of incidentKinds) {
    it(`give every role of ${kind} something to do, in both languages`, () => {
      const items = checklists.itemsOf(kind)
      expect(new Set(items.map((item) => item.role))).toEqual(new Set(incidentRoles))
      expect(items.filter((item) => item.text === '' || item.textEn === '')).toEqual([])
    })
  }

  it('name rules that ship', () => {
    const file = new URL('../../../server/incidents/checklists.yaml', import.meta.url)
    const named: string[] = parse(readFileSync(file, 'utf8')).kinds.flatMap((kind: { rules: string[] }) => kind.rules)
    const shipped = new Set(loadDefaultRules().map((rule) => rule.id))
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((rule) => !shipped.has(rule))).toEqual([])
  })
})

describe('the kind of an incident', () => {
  for (const { rule, title, kind } of [
    { rule: 'elevator.entrapment', title: '电梯困人', kind: 'elevator_entrapment' },
    { rule: 'fire_alarm_panel.fire_alarm', title: '火灾报警', kind: 'fire_alarm' },
    { rule: 'power_cabinet.mains_lost', title: '市电中断', kind: 'power_failure' },
    { rule: 'sump_pump.level_high', title: '集水井液位高', kind: 'flooding' },
    { rule: null, title: '2号楼有人被困电梯', kind: 'elevator_entrapment' },
    { rule: null, title: '地下车库爆管', kind: 'flooding' },
    { rule: null, title: '高空坠物', kind: 'generic' },
    { rule: 'booster_pump.outlet_low', title: '供水压力低', kind: 'generic' }
  ]) {
    it(`of ${rule ?? 'no rule'}, ${title}, is ${kind}`, () => expect(checklists.kindOf({ rule, title })).toBe(kind))
  }
})

describe('an incident is suggested', () => {
  for (const { rule, priority, suggested } of [
    { rule: 'elevator.entrapment', priority: 'P1', suggested: true },
    { rule: 'fire_alarm_panel.fire_alarm', priority: 'P1', suggested: true },
    { rule: 'elevator.entrapment', priority: 'P2', suggested: false },
    { rule: 'power_cabinet.mains_lost', priority: 'P1', suggested: false },
    { rule: 'booster_pump.outlet_low', priority: 'P1', suggested: false }
  ] as const) {
    it(`${suggested ? 'by' : 'not by'} a ${priority} ticket of ${rule}`, () => {
      expect(checklists.isSuggested({ rule, title: '', priority })).toBe(suggested)
    })
  }
})
