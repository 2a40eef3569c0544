import { Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { IdField } from './id-field.tsx'

/** All that this browser knows; an older one knows its own zone at least. */
function timezones(): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const all = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : []
  return [...new Set(['Asia/Shanghai', own, ...all])]
}

export function SiteFields() {
  const { t } = useTranslation()
  return (
    <>
      <Form.Item
        name="name"
        label={t('setup.siteName')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input placeholder="示范小区" data-testid="field-site-name" />
      </Form.Item>
      <Form.Item name="timezone" label={t('setup.timezone')}>
        <Select showSearch options={timezones().map((zone) => ({ value: zone, label: zone }))} />
      </Form.Item>
      <IdField label={t('setup.siteId')} hint={t('setup.siteIdHint')} />
    </>
  )
}
