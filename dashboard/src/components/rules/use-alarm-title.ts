import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { rulesQuery } from '../../lib/api/rules.ts'
import { usePreferences } from '../../lib/preferences.ts'

type Titled = { rule: string | null; title: string }

/** Alarms and tickets keep the title they were raised with; where their rule still has that one, its English is told. */
export function useAlarmTitle(): (of: Titled) => string {
  const { language } = usePreferences()
  const { data: rules } = useQuery({ ...rulesQuery, enabled: language === 'en' })
  return useCallback(
    ({ rule, title }) => {
      if (language !== 'en' || rule === null) return title
      const known = rules?.find(({ id }) => id === rule)
      return known?.title === title ? (known.title_en ?? title) : title
    },
    [language, rules]
  )
}
