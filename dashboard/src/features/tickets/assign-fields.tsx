import { Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useContractors, useWorkers } from '../../lib/api/staff.ts'

/** Who is on duty comes first, then who has least in hand. `but`: who has it now. */
export function WorkerField({ but, initial, needed }: { but?: string | null; initial?: string | null; needed: boolean }) {
  const { t } = useTranslation()
  const workers = useWorkers().filter(({ user }) => user !== but)
  return (
    <Form.Item
      name="assignee"
      label={t('ticket.assignee')}
      initialValue={initial ?? undefined}
      rules={needed ? [{ required: true, message: t('form.required') }] : []}
    >
      <Select
        allowClear={!needed}
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={needed ? undefined : t('form.optional')}
        options={workers.map(({ user, name, role, onDuty, openTickets }) => ({
          value: user,
          label: [name, t(`role.${role}`), onDuty && t('ticket.onDuty'), t('ticket.inHand', { count: openTickets })]
            .filter(Boolean)
            .join(' · ')
        }))}
        data-testid="field-assignee"
      />
    </Form.Item>
  )
}

/** A person, a firm, or both. */
export function AssignFields({ current, firm }: { current: string | null; firm: string | null }) {
  const { t } = useTranslation()
  const contractors = useContractors()
  const chosenFirm: unknown = Form.useWatch('contractor')
  return (
    <>
      <WorkerField initial={current} needed={!chosenFirm} />
      {contractors.length > 0 && (
        <Form.Item name="contractor" label={t('ticket.contractor')} initialValue={firm ?? undefined}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('form.optional')}
            options={contractors.map(({ id, name }) => ({ value: id, label: name }))}
            data-testid="field-contractor"
          />
        </Form.Item>
      )}
    </>
  )
}
