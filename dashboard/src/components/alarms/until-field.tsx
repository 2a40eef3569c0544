import { Form, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../lib/clock.ts'
import { formatSpan, formatTime } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'

const minuteMs = 60_000

/** How long, in one click, and the time of day at which that ends. The field's value is minutes. */
export function UntilField({ name, minutes }: { name: string; minutes: readonly number[] }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow('slow')
  const chosen: unknown = Form.useWatch(name)
  const end = typeof chosen === 'number' ? formatTime(now + chosen * minuteMs, now) : ''
  return (
    <Form.Item name={name} label={t('form.howLong')} extra={t('form.endsAt', { end })}>
      <Radio.Group
        optionType="button"
        data-testid="field-until"
        options={minutes.map((each) => ({ value: each, label: formatSpan(each * minuteMs, language) }))}
      />
    </Form.Item>
  )
}
