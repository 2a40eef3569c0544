import { Form, Input, Radio, Rate, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holdReasons } from '../../../../server/contract/words.ts'
import { useWorkers } from '../../lib/api/staff.ts'
import { serverNow } from '../../lib/clock.ts'
import { toSiteInput } from '../../lib/site-zone.ts'
import { useEquipmentOptions } from './use-equipment-options.ts'

const dayMs = 24 * 3_600_000

export function HoldFields() {
  const { t } = useTranslation()
  return (
    <>
      <Form.Item
        name="reason"
        label={t('form.reason')}
        initialValue="parts"
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Radio.Group options={holdReasons.map((reason) => ({ value: reason, label: t(`holdReason.${reason}`) }))} />
      </Form.Item>
      <TimeField name="until" label={t('form.until')} aheadMs={dayMs} />
    </>
  )
}

/** A time to come, on the site's clock. */
export function TimeField({ name, label, aheadMs }: { name: string; label: string; aheadMs: number }) {
  const { t } = useTranslation()
  const [now] = useState(serverNow)
  return (
    <Form.Item
      name={name}
      label={label}
      initialValue={toSiteInput(now + aheadMs)}
      rules={[{ required: true, message: t('form.required') }]}
    >
      <Input type="datetime-local" min={toSiteInput(now)} data-testid={`field-${name}`} />
    </Form.Item>
  )
}

/** `withEquipment`: what was worked on, where the ticket does not say. */
export function ResolveFields({ withEquipment }: { withEquipment: boolean }) {
  const { t } = useTranslation()
  const people = useWorkers().map(({ user, name }) => ({ value: user, label: name }))
  const equipment = useEquipmentOptions()
  return (
    <>
      <Form.Item
        name="result"
        label={t('form.result')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input.TextArea rows={4} maxLength={5000} data-testid="field-result" />
      </Form.Item>
      {withEquipment && (
        <Form.Item name="equipment" label={t('ticket.workedOn')}>
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={equipment} placeholder={t('form.optional')} />
        </Form.Item>
      )}
      <Form.Item name="people" label={t('ticket.people')} extra={t('form.peopleHint')}>
        <Select mode="tags" options={people} tokenSeparators={[',', '，', '、']} placeholder={t('form.optional')} />
      </Form.Item>
      <Form.Item name="parts" label={t('ticket.parts')} extra={t('form.partsHint')}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', '、']} placeholder={t('form.optional')} />
      </Form.Item>
    </>
  )
}

export function TagField() {
  const { t } = useTranslation()
  return (
    <Form.Item name="tag" label={t('ticket.tag')} extra={t('ticket.tagHint')}>
      <Input autoCapitalize="off" spellCheck={false} maxLength={100} autoFocus data-testid="field-tag" />
    </Form.Item>
  )
}

/** What whoever asked for the work says of it. */
export function FollowUpFields() {
  const { t } = useTranslation()
  const satisfied: unknown = Form.useWatch('satisfied')
  return (
    <>
      <Form.Item
        name="satisfied"
        label={t('ticket.followUp')}
        extra={satisfied === false ? t('ticket.unsatisfiedHint') : undefined}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Radio.Group
          optionType="button"
          data-testid="field-satisfied"
          options={[
            { value: true, label: t('ticket.satisfied') },
            { value: false, label: t('ticket.unsatisfied') }
          ]}
        />
      </Form.Item>
      <Form.Item name="rating" label={t('ticket.rating')}>
        <Rate data-testid="field-rating" />
      </Form.Item>
    </>
  )
}
