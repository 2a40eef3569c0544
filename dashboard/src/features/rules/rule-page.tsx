import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { rulesQuery } from '../../lib/api/rules.ts'
import { bodyOf } from '../../lib/rules/rule-body.ts'
import { RuleWorkbench } from './rule-workbench.tsx'

export function RulePage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const { data: rules, error, refetch } = useQuery(rulesQuery)
  const rule = rules?.find((each) => each.id === id)
  if (rule) return <RuleWorkbench key={`${rule.id} ${rule.version} ${rule.enabled}`} rule={rule} body={bodyOf(rule)} />
  if (rules) return <EmptyState title={t('error.notFound')} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <PageLoading rows={8} />
}
