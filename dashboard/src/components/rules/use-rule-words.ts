import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { EquipmentItem, MetricInfo } from '../../../../server/contract/equipment.ts'
import { catalogueQuery, equipmentListQuery } from '../../lib/api/equipment.ts'
import { type FactsOf, useKindFacts } from '../../lib/api/use-kind-facts.ts'
import { usePreferences } from '../../lib/preferences.ts'
import type { PartTarget } from '../../lib/rules/rule-body.ts'
import type { RuleWords } from '../../lib/rules/say-rule.ts'

type Scope = { kind?: string | undefined; equipment?: string | undefined }
type Known = Pick<EquipmentItem, 'id' | 'kind' | 'name'>

const names = (list: EquipmentItem[]): Known[] => list.map(({ id, kind, name }) => ({ id, kind, name }))

/** Makes the words for any rule of the site; the same function while nothing but values moves. */
export function useWordsOf(): (scope: Scope) => RuleWords {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const { data: catalogue } = useQuery(catalogueQuery)
  // Compared deeply, so that live values do not draw every sentence anew.
  const { data: equipment } = useQuery({ ...equipmentListQuery, select: names, structuralSharing: true })
  const facts = useKindFacts()
  return useMemo(() => {
    const byId = new Map(equipment?.map((each) => [each.id, each]))
    const infoAt = (scope: Scope) => metricsOf(scope, { byId, catalogue, facts })
    return (scope) => ({
      t,
      language,
      infoOf: (metric, target) => (metric === undefined ? undefined : infoAt(scopeOf(target) ?? scope)?.[metric]),
      metricsOf: (target) => infoAt(scopeOf(target) ?? scope) ?? {},
      kindName: (kind) => catalogue?.get(kind)?.name[language] ?? kind,
      equipmentName: (id) => byId.get(id)?.name ?? id
    })
  }, [t, language, catalogue, equipment, facts])
}

export function useRuleWords({ kind, equipment }: Scope): RuleWords {
  const wordsOf = useWordsOf()
  return useMemo(() => wordsOf({ kind, equipment }), [wordsOf, kind, equipment])
}

function scopeOf(target: PartTarget | undefined): Scope | undefined {
  if (target === undefined) return undefined
  return typeof target === 'string' ? { equipment: target } : { kind: target.kind }
}

type Sources = {
  byId: ReadonlyMap<string, Known>
  catalogue: ReadonlyMap<string, { metrics: Record<string, MetricInfo> }> | undefined
  facts: FactsOf
}

function metricsOf({ kind, equipment }: Scope, { byId, catalogue, facts }: Sources): Record<string, MetricInfo> | undefined {
  const item = equipment === undefined ? undefined : byId.get(equipment)
  if (item) return facts(item)?.metrics
  return kind === undefined ? undefined : catalogue?.get(kind)?.metrics
}
