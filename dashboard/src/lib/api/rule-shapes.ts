import type { Severity } from '../../../../server/contract/common.ts'
import type { RuleBody } from '../rules/rule-body.ts'

export type RuleItem = RuleBody & {
  severity: Severity
  version: number
  origin: 'default' | 'site' | 'rest' | 'learned'
  faulty?: boolean
  fault?: string
}
