import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { rulesQuery } from '../../lib/api/rules.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { sayTitle } from '../../lib/rules/say-rule.ts'

/** What keeps an alarm quiet, in words: a rule by its title, else the test or the flood. */
export function useSuppressor(): (by: string) => string {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const { data: rules } = useQuery(rulesQuery)
  return useCallback(
    (by) => {
      if (by === 'test' || by === 'flood') return t(`alarm.suppressor.${by}`)
      const rule = rules?.find(({ id }) => id === by)
      return rule ? sayTitle(rule, language) : by
    },
    [t, rules, language]
  )
}
