import { PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import type { RuleItem } from '../../../../server/contract/rules.ts'
import { AlarmTabs } from '../../components/alarm-tabs.tsx'
import { FilterSelect } from '../../components/filter-select.tsx'
import { useWordsOf } from '../../components/rules/use-rule-words.ts'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { usePageTitle } from '../../components/use-page-title.ts'
import { catalogueQuery } from '../../lib/api/equipment.ts'
import { rulesQuery } from '../../lib/api/rules.ts'
import { useMay } from '../../lib/api/session.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { groupByKind, isRuleFound } from './rule-groups.ts'
import { RuleRow } from './rule-row.tsx'
import { useEquipmentNames } from './use-equipment-names.ts'
import './rules-page.css'
import './rules.css'

export function RulesPage() {
  const { t } = useTranslation()
  usePageTitle(t('rule.rules'))
  const { data: rules, error, refetch } = useQuery(rulesQuery)
  return (
    <div className="rules">
      <h1 className="visually-hidden">{t('rule.rules')}</h1>
      <AlarmTabs />
      {rules ? (
        <Rules rules={rules} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <PageLoading rows={8} />
      )}
    </div>
  )
}

function Rules({ rules }: { rules: RuleItem[] }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const wordsOf = useWordsOf()
  const equipment = useEquipmentNames()
  const { data: catalogue } = useQuery(catalogueQuery)
  const [search, setSearch] = useSearchParams()
  const [text, kind, only] = [search.get('q') ?? '', search.get('kind') ?? undefined, search.get('only') ?? 'all']
  const change = (name: string, value: string | undefined) => {
    const next = new URLSearchParams(search)
    if (value === undefined || value === '') next.delete(name)
    else next.set(name, value)
    setSearch(next, { replace: true })
  }
  const groups = useMemo(() => {
    const kindOfEquipment = new Map(equipment.map(({ value, kind: its }) => [value, its]))
    return groupByKind(rules, (id) => kindOfEquipment.get(id))
  }, [rules, equipment])
  const shown = groups
    .filter((group) => kind === undefined || group.kind === kind)
    .map((group) => ({
      ...group,
      rules: group.rules.filter((rule) => (only === 'off' ? rule.enabled === false : true) && isRuleFound(rule, text))
    }))
    .filter((group) => group.rules.length > 0)
  const nameOf = (id: string) => catalogue?.get(id)?.name[language] ?? (id === '' ? t('sentence.anything') : id)
  return (
    <>
      <Filters text={text} kind={kind} only={only} kinds={groups.map((group) => group.kind)} nameOf={nameOf} onChange={change} />
      {shown.length === 0 && <EmptyState title={t('rule.none')} />}
      {shown.map((group) => (
        <section key={group.kind} className="panel rule-group" aria-label={nameOf(group.kind)}>
          <header className="panel-head">
            <h2>{nameOf(group.kind)}</h2>
            <span className="faint">{group.rules.length}</span>
          </header>
          <ul className="rule-rows">
            {group.rules.map((rule) => (
              <RuleRow key={rule.id} rule={rule} words={wordsOf({ kind: rule.kind, equipment: rule.equipment })} />
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

type FilterProps = {
  text: string
  kind: string | undefined
  only: string
  kinds: readonly string[]
  nameOf: (kind: string) => string
  onChange: (name: string, value: string | undefined) => void
}

function Filters({ text, kind, only, kinds, nameOf, onChange }: FilterProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const mayWrite = useMay('manager')
  return (
    <search className="rule-filters">
      <Input
        className="rule-search"
        allowClear
        prefix={<SearchOutlined />}
        placeholder={t('rule.search')}
        aria-label={t('rule.search')}
        value={text}
        onChange={({ target }) => onChange('q', target.value)}
        data-testid="rule-search"
      />
      <FilterSelect
        search
        className="rule-kind"
        label={t('equipment.kind')}
        value={kind}
        options={kinds.map((each) => ({ value: each, label: nameOf(each) }))}
        onChange={(chosen) => onChange('kind', chosen)}
      />
      <Select
        className="rule-only"
        aria-label={t('rule.enabled')}
        value={only}
        options={[
          { value: 'all', label: t('rule.all') },
          { value: 'off', label: t('rule.off') }
        ]}
        onChange={(chosen) => onChange('only', chosen === 'all' ? undefined : chosen)}
      />
      {mayWrite && (
        <Button
          type="primary"
          icon={<PlusOutlined />}
          className="rule-new"
          onClick={() => void navigate(`/alarms/new-rule${kind === undefined ? '' : `?kind=${kind}`}`)}
          data-testid="rule-new"
        >
          {t('rule.new')}
        </Button>
      )}
    </search>
  )
}
