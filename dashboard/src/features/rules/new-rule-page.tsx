import { useSearchParams } from 'react-router'
import { PageLoading } from '../../components/states.tsx'
import type { RuleBody } from '../../lib/rules/rule-body.ts'
import { RuleWorkbench } from './rule-workbench.tsx'
import { useEquipmentNames } from './use-equipment-names.ts'

export function NewRulePage() {
  const [search] = useSearchParams()
  const equipment = useEquipmentNames()
  const kind = search.get('kind') ?? equipment[0]?.kind
  if (kind === undefined) return <PageLoading rows={8} />
  const body: RuleBody = { id: '', title: '', action: '', kind, above: 0, for: '15s', severity: 'minor', role: 'engineer' }
  return <RuleWorkbench key={kind} body={body} />
}
