import { useTranslation } from 'react-i18next'
import type { Figure, Limit } from '../../../../../server/contract/sla.ts'

export const limitUnits = ['m', 'h', 'd', 'w', 'workingDays'] as const
export type LimitUnit = (typeof limitUnits)[number]
export type Amount = { count: number; unit: LimitUnit }

/** Undefined for a duration of a unit that no clock of people uses, such as seconds. */
export function amountOf(limit: Limit): Amount | undefined {
  if ('workingDays' in limit) return { count: limit.workingDays, unit: 'workingDays' }
  const match = /^(\d+)([mhdw])$/.exec(limit.within)
  return match ? { count: Number(match[1]), unit: match[2] as LimitUnit } : undefined
}

/** "30 分钟（办公时间），其后每 24 小时". */
export function useSayFigure(): (figure: Figure) => string {
  const { t } = useTranslation()
  const sayLimit = (limit: Limit): string => {
    const amount = amountOf(limit)
    const span = amount ? t(`sla.amount.${amount.unit}`, { count: amount.count }) : 'within' in limit ? limit.within : ''
    return 'within' in limit && limit.hours === 'office' ? t('sla.inOffice', { span }) : span
  }
  return (figure) => {
    const repeat = figure.repeat ? t('sla.thenEvery', { span: sayLimit(figure.repeat) }) : ''
    const wanted = figure.by === 'wanted' ? t('sla.orWanted') : ''
    return `${sayLimit(figure)}${repeat}${wanted}`
  }
}
