import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import type { EquipmentDetail } from '../../../../server/contract/equipment.ts'
import { WhyPanel } from '../../components/why/why-panel.tsx'
import { currentAlarmsQuery } from '../../lib/api/alarms.ts'
import { ruleAppliesTo, rulesQuery } from '../../lib/api/rules.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { sayTitle } from '../../lib/rules/say-rule.ts'

/** For any rule of this equipment: is it in alarm, and why or why not. Begins with the rule that is. */
export function EquipmentWhy({ detail }: { detail: EquipmentDetail }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const { data: rules } = useQuery(rulesQuery)
  const standing = useQuery({
    ...currentAlarmsQuery,
    select: (all: AlarmItem[]) => all.find(({ equipment, active }) => equipment === detail.id && active)?.rule
  }).data
  const [chosen, setChosen] = useState<string>()
  // The rule that was in alarm stays in sight when its alarm is over: that is what one waits to see.
  if (chosen === undefined && standing !== undefined) setChosen(standing)
  const applying = rules?.filter((rule) => ruleAppliesTo(rule, detail))
  return (
    <section className="panel" aria-label={t('why.title')} data-testid="equipment-why">
      <header className="panel-head">
        <h2>{t('why.title')}</h2>
        <Select<string | null>
          className="why-rule"
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('why.rule')}
          placeholder={t('why.rule')}
          value={chosen ?? null}
          options={applying?.map((each) => ({ value: each.id, label: `${sayTitle(each, language)} · ${each.id}` })) ?? []}
          onChange={(id) => setChosen(id ?? undefined)}
          popupMatchSelectWidth={false}
          data-testid="why-rule"
        />
      </header>
      {chosen === undefined ? (
        <p className="panel-none">{applying?.length === 0 ? t('why.none') : t('why.choose')}</p>
      ) : (
        <WhyPanel key={chosen} rule={chosen} equipment={detail.id} />
      )}
    </section>
  )
}
