import { useQuery } from '@tanstack/react-query'
import { Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TeamInput, TeamItem } from '../../../../../server/contract/workforce.ts'
import { teamsQuery } from '../../../lib/api/setup.ts'
import { staffQuery } from '../../../lib/api/staff.ts'
import { EntryForm } from '../entry-form.tsx'
import { EntryList } from '../entry-list.tsx'
import { IdField } from '../id-field.tsx'
import { useSaveEntry } from '../use-save-entry.ts'

export function TeamsSection() {
  const { t } = useTranslation()
  const query = useQuery(teamsQuery)
  const staff = useQuery(staffQuery).data
  const [open, setOpen] = useState<'new' | TeamItem>()
  return (
    <>
      <EntryList
        section="teams"
        query={query}
        onAdd={() => setOpen('new')}
        onEdit={setOpen}
        title={({ name }) => name}
        facts={({ id }) => (
          <>
            <span className="mono">{id}</span>
            <span>{t('people.members', { count: staff?.filter(({ team }) => team === id).length ?? 0 })}</span>
          </>
        )}
      />
      {open && <TeamForm team={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

function TeamForm({ team, onClose }: { team: TeamItem | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<TeamInput>()
  const write = useSaveEntry<TeamInput>('teams', { id: team?.id, onClose })
  return (
    <EntryForm title={t('setup.teams')} form={form} initial={team ?? {}} write={write} onClose={onClose}>
      <Form.Item name="name" label={t('setup.name')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
        <Input data-testid="field-name" />
      </Form.Item>
      <IdField fixed={team !== undefined} />
    </EntryForm>
  )
}
