import { useTranslation } from 'react-i18next'
import type { PolicyRow } from '../../../../../server/contract/sla.ts'

export const listOf = <Item>(value: Item | Item[] | undefined): Item[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** Which tickets a row is for, in words. */
export function useSayCondition(): (row: PolicyRow) => string {
  const { t } = useTranslation()
  return ({ type, class: kind, priority, via }) => {
    const parts = [
      listOf(type).map((each) => t(`ticketType.${each}`)),
      listOf(kind).map((each) => t(`ticketClass.${each}`)),
      listOf(priority).map((each) => `${each} ${t(`priority.${each}`)}`),
      listOf(via).map((each) => t(`ticketSource.${each}`))
    ]
    const said = parts.filter(({ length }) => length > 0).map((words) => words.join(' / '))
    return said.length === 0 ? t('sla.everything') : said.join(' · ')
  }
}
