import { useQuery } from '@tanstack/react-query'
import { Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { rulesQuery } from '../../lib/api/rules.ts'
import { usePreferences } from '../../lib/preferences.ts'
import type { RuleBody } from '../../lib/rules/rule-body.ts'
import { sayTitle } from '../../lib/rules/say-rule.ts'
import { Field } from './faults.tsx'
import { JsonField } from './json-field.tsx'

type Props = { draft: RuleBody; onChange: (draft: RuleBody) => void }

/** What a rule seldom needs, folded away; and all of it as JSON. */
export function MoreFields({ draft, onChange }: Props) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const [open, setOpen] = useState(false)
  const { data: rules } = useQuery(rulesQuery)
  const set = <Name extends keyof RuleBody>(name: Name, value: RuleBody[Name] | undefined) => {
    const { [name]: _old, ...rest } = draft
    onChange((value === undefined ? rest : { ...rest, [name]: value }) as RuleBody)
  }
  const text = (name: 'title_en' | 'source', label: string) => (
    <Field path={name}>
      <label className="rule-label" htmlFor={`rule-${name}`}>
        {label}
      </label>
      <Input
        id={`rule-${name}`}
        variant="filled"
        size="small"
        maxLength={200}
        value={draft[name] ?? ''}
        onChange={({ target }) => set(name, target.value === '' ? undefined : target.value)}
      />
    </Field>
  )
  return (
    <details className="rule-more" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary data-testid="rule-more">{t('rule.more')}</summary>
      {open && (
        <div className="rule-more-fields">
          {text('title_en', t('rule.titleEn'))}
          {text('source', t('rule.source'))}
          <Field path="suppressed_by">
            <label className="rule-label" htmlFor="rule-suppressed-by">
              {t('rule.suppressedBy')}
            </label>
            <Select<string[]>
              id="rule-suppressed-by"
              mode="multiple"
              size="small"
              variant="filled"
              value={draft.suppressed_by ?? []}
              options={(rules ?? [])
                .filter(({ id }) => id !== draft.id)
                .map((rule) => ({ value: rule.id, label: `${sayTitle(rule, language)} · ${rule.id}` }))}
              showSearch={{ optionFilterProp: 'label' }}
              onChange={(ids) => set('suppressed_by', ids.length === 0 ? undefined : ids)}
              popupMatchSelectWidth={false}
            />
          </Field>
          <span className="rule-checks">
            <Checkbox
              checked={draft.latching === true}
              onChange={({ target }) => set('latching', target.checked ? true : undefined)}
            >
              {t('rule.latching')}
            </Checkbox>
            <Checkbox
              checked={draft.not_during === 'test'}
              onChange={({ target }) => set('not_during', target.checked ? 'test' : undefined)}
            >
              {t('rule.notDuringTest')}
            </Checkbox>
          </span>
          <JsonField draft={draft} onChange={onChange} />
        </div>
      )}
    </details>
  )
}
