import type { MetricInfo } from '../../../../server/contract/equipment.ts'
import { unitText } from '../../lib/format.ts'

/** A metric in a list to pick from: what it is called, its name for programs, its unit. */
export function metricLabel(name: string, info: MetricInfo, language: 'zh' | 'en'): string {
  const unit = unitText(info.unit)
  return `${info[language]} ${name}${unit === '' ? '' : ` · ${unit}`}`
}
