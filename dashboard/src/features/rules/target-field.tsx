import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { catalogueQuery } from '../../lib/api/equipment.ts'
import { usePreferences } from '../../lib/preferences.ts'
import type { RuleBody } from '../../lib/rules/rule-body.ts'
import { Pick } from './controls.tsx'
import { Field } from './faults.tsx'
import { useEquipmentNames } from './use-equipment-names.ts'

/** Whom a new rule is for, a kind or one equipment, and its id. Both are chosen once. */
export function TargetField({ draft, onChange }: { draft: RuleBody; onChange: (draft: RuleBody) => void }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const { data: catalogue } = useQuery(catalogueQuery)
  const equipment = useEquipmentNames()
  const kinds = [...(catalogue ?? [])].map(([kind, { name }]) => ({
    value: `kind:${kind}`,
    label: t('sentence.any', { kind: name[language] })
  }))
  const chosen = draft.equipment === undefined ? `kind:${draft.kind}` : `equipment:${draft.equipment}`
  const choose = (text: string) => {
    const { kind: _kind, equipment: _equipment, ...rest } = draft
    const at = text.indexOf(':')
    onChange({ ...rest, [text.slice(0, at)]: text.slice(at + 1) } as RuleBody)
  }
  return (
    <>
      <span className="faint">{t('rule.target')}</span>
      <Pick
        path="kind"
        label={t('rule.target')}
        value={chosen}
        options={[...kinds, ...equipment.map(({ value, label }) => ({ value: `equipment:${value}`, label }))]}
        onChange={choose}
        search
      />
      <span className="faint">{t('rule.id')}</span>
      <Field path="id">
        <Input
          size="small"
          variant="filled"
          className="id-box mono"
          autoCapitalize="off"
          spellCheck={false}
          aria-label={t('rule.id')}
          placeholder={draft.kind === undefined ? t('rule.id') : `${draft.kind}.…`}
          value={draft.id}
          onChange={({ target }) => onChange({ ...draft, id: target.value.trim() })}
          data-testid="rule-id"
        />
      </Field>
    </>
  )
}
