import { Button, Form, Input } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFieldErrors } from '../../components/use-field-errors.ts'
import { useWriteEntry } from '../../lib/api/setup.ts'
import { Failure } from './entry-form.tsx'
import { KindField } from './equipment-section.tsx'
import { IdField } from './id-field.tsx'

export type MadeDevice = { id: string; equipment: string; name: string; password: string | undefined }

type Values = { kind: string; name: string; location: string; equipmentId: string; deviceId: string }

/** The first equipment together with the device that speaks for it. */
export function FirstEquipment({ onDone }: { onDone: (made: MadeDevice) => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const equipment = useWriteEntry('equipment')
  const device = useWriteEntry('devices')
  /** Made already when only the device was refused. */
  const made = useRef<string>(undefined)
  // The service calls both ids `id`.
  useFieldErrors(form, equipment.error, { id: 'equipmentId' })
  useFieldErrors(form, device.error, { id: 'deviceId' })

  async function create({ kind, name, location, equipmentId, deviceId }: Values): Promise<void> {
    const body = { kind, name, location }
    const known = made.current === equipmentId
    await equipment.mutateAsync(known ? { id: equipmentId, body } : { body: { id: equipmentId, ...body } })
    made.current = equipmentId
    const { password } = await device.mutateAsync({ body: { id: deviceId, equipment: [equipmentId] } })
    onDone({ id: deviceId, equipment: equipmentId, name, password })
  }

  /** An id out of the kind saves the one who does not care from thinking of one. */
  const proposeId = (kind: string | undefined) => {
    if (kind !== undefined && !form.isFieldTouched('equipmentId')) form.setFieldValue('equipmentId', `${kind}-1`)
  }
  const error = equipment.error ?? device.error
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      className="setup-form"
      initialValues={{ location: '', deviceId: 'device-1' }}
      onValuesChange={({ kind }: Partial<Values>) => proposeId(kind)}
      // A failure is shown through the mutations' own errors.
      onFinish={(values) => void create(values).catch(() => undefined)}
      requiredMark={false}
    >
      <p className="muted first-run-hint">{t('firstRun.equipmentHint')}</p>
      <KindField withMetrics />
      <Form.Item
        name="name"
        label={t('firstRun.equipmentName')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input placeholder={t('firstRun.equipmentNameHint')} data-testid="field-name" />
      </Form.Item>
      <Form.Item name="location" label={t('setup.location')}>
        <Input placeholder={t('setup.locationHint')} data-testid="field-location" />
      </Form.Item>
      <div className="first-run-pair">
        <IdField name="equipmentId" label={t('equipment.id')} />
        <IdField name="deviceId" label={t('firstRun.deviceId')} />
      </div>
      <Failure error={error} />
      <Button type="primary" htmlType="submit" loading={equipment.isPending || device.isPending} data-testid="first-run-next">
        {t('firstRun.create')}
      </Button>
    </Form>
  )
}
