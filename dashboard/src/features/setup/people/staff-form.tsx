import { Form, Input, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { ownStaffFields } from '../../../../../server/contract/words.ts'
import type { StaffItem, StaffPatch } from '../../../../../server/contract/workforce.ts'
import { useWriteStaff } from '../../../lib/api/workforce.ts'
import { EntryForm, useSaved } from '../entry-form.tsx'
import { withoutEmpty } from '../use-save-entry.ts'
import { ContractorField, SkillsField, TeamField } from './picks.tsx'

const types: Partial<Record<(typeof ownStaffFields)[number], string>> = { phone: 'tel', email: 'email' }

export function StaffForm({ member, onClose }: { member: StaffItem; onClose: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<StaffPatch>()
  const write = useWriteStaff(member.user)
  const saved = useSaved()
  const save = (values: StaffPatch) =>
    write.mutate(withoutEmpty(values, null), {
      onSuccess: () => {
        onClose()
        saved()
      }
    })
  const { phone, email, wecom, dingtalk, feishu, team, skills, contractor, enabled } = member
  const initial = { phone, email, wecom, dingtalk, feishu, team, skills, contractor, enabled }
  return (
    <EntryForm title={member.name} form={form} initial={initial} write={{ ...write, mutate: save }} onClose={onClose}>
      <TeamField />
      <SkillsField />
      <div className="field-pair">
        {ownStaffFields.map((field) => (
          <Form.Item key={field} name={field} label={t(`people.${field}`)}>
            <Input type={types[field] ?? 'text'} autoComplete="off" data-testid={`field-${field}`} />
          </Form.Item>
        ))}
      </div>
      <ContractorField />
      <Form.Item name="enabled" valuePropName="checked" label={t('people.dispatched')}>
        <Switch />
      </Form.Item>
    </EntryForm>
  )
}
