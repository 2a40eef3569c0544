import { useQuery } from '@tanstack/react-query'
import { Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContractorInput, ContractorItem } from '../../../../../server/contract/workforce.ts'
import { catalogueQuery } from '../../../lib/api/equipment.ts'
import { contractorsQuery } from '../../../lib/api/setup.ts'
import { usePreferences } from '../../../lib/preferences.ts'
import { EntryForm } from '../entry-form.tsx'
import { EntryList } from '../entry-list.tsx'
import { IdField } from '../id-field.tsx'
import { useSaveEntry } from '../use-save-entry.ts'

/** Kinds of equipment by their names. */
function useKindOptions(): { value: string; label: string }[] {
  const { language } = usePreferences()
  const kinds = useQuery(catalogueQuery).data ?? new Map()
  return [...kinds].map(([kind, { name }]) => ({ value: kind, label: name[language] }))
}

export function ContractorsSection() {
  const query = useQuery(contractorsQuery)
  const kinds = useKindOptions()
  const [open, setOpen] = useState<'new' | ContractorItem>()
  const kindName = (kind: string) => kinds.find(({ value }) => value === kind)?.label ?? kind
  return (
    <>
      <EntryList
        section="contractors"
        query={query}
        onAdd={() => setOpen('new')}
        onEdit={setOpen}
        title={({ name }) => name}
        facts={({ id, phone, email, kinds: served }) => (
          <>
            <span className="mono">{id}</span>
            {phone && <a href={`tel:${phone}`}>{phone}</a>}
            {email && <span>{email}</span>}
            {served.length > 0 && <span>{served.map(kindName).join(' · ')}</span>}
          </>
        )}
      />
      {open && <ContractorForm firm={open === 'new' ? undefined : open} kinds={kinds} onClose={() => setOpen(undefined)} />}
    </>
  )
}

type FormProps = { firm: ContractorItem | undefined; kinds: { value: string; label: string }[]; onClose: () => void }

function ContractorForm({ firm, kinds, onClose }: FormProps) {
  const { t } = useTranslation()
  const [form] = Form.useForm<ContractorInput>()
  const write = useSaveEntry<ContractorInput>('contractors', { id: firm?.id, onClose })
  return (
    <EntryForm title={t('setup.contractors')} form={form} initial={firm ?? { kinds: [] }} write={write} onClose={onClose}>
      <Form.Item name="name" label={t('setup.name')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
        <Input data-testid="field-name" />
      </Form.Item>
      <IdField fixed={firm !== undefined} />
      <Form.Item name="phone" label={t('people.phone')}>
        <Input type="tel" />
      </Form.Item>
      <Form.Item name="email" label={t('people.email')}>
        <Input type="email" />
      </Form.Item>
      <Form.Item name="kinds" label={t('people.kinds')} extra={t('people.kindsHint')}>
        <Select mode="multiple" options={kinds} showSearch={{ optionFilterProp: 'label' }} />
      </Form.Item>
    </EntryForm>
  )
}
