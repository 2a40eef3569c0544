import { useQuery } from '@tanstack/react-query'
import { Button, Form, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceItem } from '../../../../server/contract/setup.ts'
import { equipmentListQuery } from '../../lib/api/equipment.ts'
import { devicesQuery } from '../../lib/api/setup.ts'
import { ConnectDialog } from './connect-dialog.tsx'
import { EntryForm } from './entry-form.tsx'
import { EntryList } from './entry-list.tsx'
import { IdField } from './id-field.tsx'
import { LinkFacts } from './link-facts.tsx'
import { RotateButton } from './rotate-button.tsx'
import { useWriteLogin } from './use-write-login.ts'

/** What the dialog shows after a device is made or got a new password; without one, how it connects. */
type Connecting = { id: string; equipment: string | undefined; password?: string | undefined }

export function DevicesSection() {
  const { t } = useTranslation()
  const query = useQuery(devicesQuery)
  const names = useEquipmentNames()
  const [open, setOpen] = useState<'new' | DeviceItem>()
  const [connecting, setConnecting] = useState<Connecting>()
  const connect = ({ id, equipment: [equipment], password }: DeviceItem & { password?: string | undefined }) =>
    setConnecting({ id, equipment, password })
  return (
    <>
      <EntryList
        section="devices"
        query={query}
        onAdd={() => setOpen('new')}
        onEdit={setOpen}
        title={({ id }) => <span className="mono">{id}</span>}
        facts={(device) => (
          <>
            <LinkFacts item={device} />
            <span>{device.equipment.map((id) => names.get(id) ?? id).join('、')}</span>
          </>
        )}
        actions={(device) => (
          <>
            <Button size="small" onClick={() => connect(device)}>
              {t('setup.how')}
            </Button>
            <RotateButton section="devices" id={device.id} onDone={(password) => connect({ ...device, password })} />
          </>
        )}
      />
      {open && (
        <DeviceForm
          device={open === 'new' ? undefined : open}
          names={names}
          onClose={() => setOpen(undefined)}
          onMade={connect}
        />
      )}
      {connecting && <ConnectDialog {...connecting} onClose={() => setConnecting(undefined)} />}
    </>
  )
}

type Values = { id: string; equipment: string[]; topics: string[] }
type FormProps = {
  device: DeviceItem | undefined
  names: ReadonlyMap<string, string>
  onClose: () => void
  onMade: (device: DeviceItem & { password?: string | undefined }) => void
}

function DeviceForm({ device, names, onClose, onMade }: FormProps) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const write = useWriteLogin('devices', { id: device?.id, onClose, onMade })
  return (
    <EntryForm
      title={t('setup.devices')}
      form={form}
      initial={device ?? { equipment: [], topics: [] }}
      write={write}
      onClose={onClose}
    >
      <IdField label={t('setup.username')} fixed={device !== undefined} placeholder="plc-1" />
      <Form.Item name="equipment" label={t('setup.speaksFor')}>
        <Select
          mode="multiple"
          options={[...names].map(([value, label]) => ({ value, label: `${label} (${value})` }))}
          showSearch={{ optionFilterProp: 'label' }}
          data-testid="field-equipment"
        />
      </Form.Item>
      <Form.Item name="topics" label={t('setup.topics')}>
        <Select mode="tags" open={false} suffixIcon={null} placeholder={t('setup.topicsHint')} />
      </Form.Item>
    </EntryForm>
  )
}

function useEquipmentNames(): ReadonlyMap<string, string> {
  const { data = [] } = useQuery(equipmentListQuery)
  return new Map(data.map(({ id, name }) => [id, name]))
}
