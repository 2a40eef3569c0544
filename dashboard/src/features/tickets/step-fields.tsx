import { Form, Input, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useUsers } from '../../lib/api/users.ts'
import { serverNow } from '../../lib/clock.ts'
import { toSiteInput } from '../../lib/site-zone.ts'

const dayMs = 24 * 3_600_000

/** A choice where the users are told, else a typed id. */
export function AssignFields({ current }: { current: string | null }) {
  const { t } = useTranslation()
  const users = useUsers()
  const able = users?.filter(({ role }) => role !== 'viewer')
  return (
    <Form.Item
      name="assignee"
      label={t('ticket.assignee')}
      initialValue={current ?? undefined}
      rules={[{ required: true, message: t('form.required') }]}
    >
      {able ? (
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={able.map(({ id, name, role }) => ({ value: id, label: `${name} · ${t(`role.${role}`)}` }))}
          data-testid="field-assignee"
        />
      ) : (
        <Input autoCapitalize="off" spellCheck={false} placeholder={t('form.userId')} data-testid="field-assignee" />
      )}
    </Form.Item>
  )
}

const reasons = ['parts', 'access', 'third_party'] as const

export function HoldFields() {
  const { t } = useTranslation()
  const [now] = useState(serverNow)
  return (
    <>
      <Form.Item
        name="reason"
        label={t('form.reason')}
        initialValue="parts"
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Radio.Group options={reasons.map((reason) => ({ value: reason, label: t(`holdReason.${reason}`) }))} />
      </Form.Item>
      <Form.Item
        name="until"
        label={t('form.until')}
        initialValue={toSiteInput(now + dayMs)}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input type="datetime-local" min={toSiteInput(now)} data-testid="field-until" />
      </Form.Item>
    </>
  )
}

export function ResolveFields() {
  const { t } = useTranslation()
  const users = useUsers()
  const people = users?.map(({ id, name }) => ({ value: id, label: name })) ?? []
  return (
    <>
      <Form.Item
        name="result"
        label={t('form.result')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input.TextArea rows={4} maxLength={5000} data-testid="field-result" />
      </Form.Item>
      <Form.Item name="people" label={t('ticket.people')} extra={t('form.peopleHint')}>
        <Select mode="tags" options={people} tokenSeparators={[',', '，', '、']} placeholder={t('form.optional')} />
      </Form.Item>
      <Form.Item name="parts" label={t('ticket.parts')} extra={t('form.partsHint')}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', '、']} placeholder={t('form.optional')} />
      </Form.Item>
    </>
  )
}
