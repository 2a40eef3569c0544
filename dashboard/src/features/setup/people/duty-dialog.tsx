import { useQuery } from '@tanstack/react-query'
import { Form } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DutyItem } from '../../../../../server/contract/workforce.ts'
import { shiftsQuery } from '../../../lib/api/setup.ts'
import { useWriteDuty } from '../../../lib/api/workforce.ts'
import { EntryForm, useSaved } from '../entry-form.tsx'
import { PeopleField } from './picks.tsx'

/** Who works one shift of one day; nobody named gives it back to the shift's team. */
export function DutyDialog({ duty, onClose }: { duty: DutyItem; onClose: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<{ users: string[] }>()
  const write = useWriteDuty()
  const saved = useSaved()
  const shift = useQuery(shiftsQuery).data?.find(({ id }) => id === duty.shift)
  const save = ({ users }: { users: string[] }) =>
    write.mutate(
      { ...duty, users },
      {
        onSuccess: () => {
          onClose()
          saved()
        }
      }
    )
  return (
    <EntryForm
      title={`${duty.date} · ${shift?.name ?? duty.shift}`}
      form={form}
      initial={{ users: duty.users }}
      write={{ ...write, mutate: save }}
      onClose={onClose}
    >
      <PeopleField name="users" />
      <p className="muted">{t('people.dutyHint')}</p>
    </EntryForm>
  )
}
