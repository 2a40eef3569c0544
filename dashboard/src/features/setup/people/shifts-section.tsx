import { useQuery } from '@tanstack/react-query'
import { Form, Input, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShiftInput, ShiftItem } from '../../../../../server/contract/workforce.ts'
import { shiftsQuery } from '../../../lib/api/setup.ts'
import { EntryForm } from '../entry-form.tsx'
import { EntryList } from '../entry-list.tsx'
import { IdField } from '../id-field.tsx'
import { useSaveEntry } from '../use-save-entry.ts'
import { TeamField } from './picks.tsx'
import { useTeamName } from './use-team-name.ts'

export function ShiftsSection() {
  const { t } = useTranslation()
  const query = useQuery(shiftsQuery)
  const teamName = useTeamName()
  const [open, setOpen] = useState<'new' | ShiftItem>()
  return (
    <>
      <EntryList
        section="shifts"
        query={query}
        onAdd={() => setOpen('new')}
        onEdit={setOpen}
        title={({ name, starts, ends }) => `${name} ${starts}–${ends}`}
        facts={({ id, team, patrol }) => (
          <>
            <span className="mono">{id}</span>
            {patrol && <span>{t('people.patrolShift')}</span>}
            {team !== undefined && <span>{t('people.shiftOf', { team: teamName(team) })}</span>}
          </>
        )}
      />
      {open && <ShiftForm shift={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

function ShiftForm({ shift, onClose }: { shift: ShiftItem | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<ShiftInput>()
  const write = useSaveEntry<ShiftInput>('shifts', { id: shift?.id, onClose })
  const needed = { required: true, message: t('form.required') }
  const time = { pattern: /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, message: t('people.timeForm') }
  return (
    <EntryForm title={t('setup.shifts')} form={form} initial={shift ?? {}} write={write} onClose={onClose}>
      <Form.Item name="name" label={t('setup.name')} rules={[{ ...needed, whitespace: true }]}>
        <Input data-testid="field-name" />
      </Form.Item>
      <IdField fixed={shift !== undefined} />
      <div className="field-pair">
        <Form.Item name="starts" label={t('people.starts')} rules={[needed, time]}>
          <Input placeholder="08:00" data-testid="field-starts" />
        </Form.Item>
        <Form.Item name="ends" label={t('people.ends')} rules={[needed, time]} extra={t('people.endsHint')}>
          <Input placeholder="20:00" data-testid="field-ends" />
        </Form.Item>
      </div>
      <TeamField hint={t('people.shiftTeamHint')} />
      <Form.Item name="patrol" label={t('people.patrolShift')} valuePropName="checked" extra={t('people.patrolShiftHint')}>
        <Switch data-testid="field-patrol" />
      </Form.Item>
    </EntryForm>
  )
}
