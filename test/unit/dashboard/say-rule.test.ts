import i18next from 'i18next'
import { describe, expect, it } from 'vitest'
import { en } from '../../../dashboard/src/lib/locale/en.ts'
import { zh } from '../../../dashboard/src/lib/locale/zh.ts'
import type { RuleBody } from '../../../dashboard/src/lib/rules/rule-body.ts'
import { type RuleWords, sayRule } from '../../../dashboard/src/lib/rules/say-rule.ts'
import type { MetricInfo } from '../../../server/contract/equipment.ts'

const metrics: Record<string, MetricInfo> = {
  outlet_pressure: { type: 'number', unit: 'MPa', zh: '出水压力', en: 'Outlet pressure' },
  current: { type: 'number', unit: 'A', zh: '电流', en: 'Current' },
  running: { type: 'boolean', zh: '运行', en: 'Running' }
}

function wordsIn(language: 'zh' | 'en'): RuleWords {
  const i18n = i18next.createInstance()
  void i18n.init({
    resources: { zh: { translation: zh }, en: { translation: en } },
    lng: language,
    interpolation: { escapeValue: false },
    initAsync: false
  })
  return {
    t: i18n.t,
    language,
    infoOf: (metric) => (metric === undefined ? undefined : metrics[metric]),
    metricsOf: () => metrics,
    kindName: (kind) => kind,
    equipmentName: (id) => id
  }
}

const said: [condition: Partial<RuleBody>, chinese: string, english: string][] = [
  [
    { metric: 'outlet_pressure', below: 0.25, clear_above: 0.28, for: '15s', clear_for: '30s' },
    '出水压力 低于 0.25 MPa 持续 15 秒；高于 0.28 MPa 持续 30 秒 后恢复',
    'Outlet pressure below 0.25 MPa for 15 s; clears above 0.28 MPa for 30 s'
  ],
  [
    { metric: 'outlet_pressure', below: 0.2, above: 0.6, for: '0s' },
    '出水压力 低于 0.2 MPa 或 高于 0.6 MPa',
    'Outlet pressure below 0.2 MPa or above 0.6 MPa'
  ],
  [
    { metric: 'current', above: { attribute: 'rated_current', times: 1.1 } },
    '电流 高于 额定电流 (A) × 1.1',
    'Current above Rated current (A) × 1.1'
  ],
  [{ metric: 'running', is: true, for: '10m' }, '运行 为 运行 持续 10 分钟', 'Running is Running for 10 min'],
  [
    { metric: 'outlet_pressure', falls: 0.05, within: '10m' },
    '出水压力 在 10 分钟 内下降超过 0.05 MPa',
    'Outlet pressure falls by more than 0.05 MPa within 10 min'
  ],
  [{ no_data: '5m' }, '超过 5 分钟 没有任何数据', 'nothing heard for 5 min'],
  [
    {
      all: [
        { metric: 'running', is: true },
        { metric: 'outlet_pressure', below: 0.3, equipment: 'pump-2' }
      ]
    },
    '运行 为 运行 且 pump-2 出水压力 低于 0.3 MPa',
    'Running is Running and pump-2 Outlet pressure below 0.3 MPa'
  ],
  [
    {
      stages: [
        { metric: 'current', above: 30, severity: 'minor' },
        { metric: 'current', above: 40, for: '60s', severity: 'major' }
      ]
    },
    '电流 高于 30 A → 次要；电流 高于 40 A 持续 60 秒 → 重要',
    'Current above 30 A → Minor; Current above 40 A for 60 s → Major'
  ]
]

describe('a rule as a sentence', () => {
  it.each(said)('%j', (condition, chinese, english) => {
    const rule: RuleBody = { id: 'r', title: 't', action: 'a', kind: 'booster_pump', severity: 'minor', ...condition }
    expect(sayRule(rule, wordsIn('zh'))).toBe(chinese)
    expect(sayRule(rule, wordsIn('en'))).toBe(english)
  })
})
