import { Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RouteValues } from './route-values.ts'

/** As the service has it (server/contract/site.ts, routeSchema). */
const windowForm = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/
const monthDayForm = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const periods = ['day', 'week', 'month'] as const
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

/** Windows of the day, or so often a period. */
export function RhythmFields({ rhythm }: { rhythm: RouteValues['rhythm'] }) {
  const { t } = useTranslation()
  const needed = [{ required: true, message: t('form.required') }]
  if (rhythm === 'windows') {
    const isWindow = async (_: unknown, windows: string[] = []) => {
      if (!windows.every((window) => windowForm.test(window))) throw new Error(t('route.windowForm'))
    }
    return (
      <Form.Item
        name="windows"
        label={t('route.windows')}
        extra={t('route.windowsHint')}
        rules={[...needed, { validator: isWindow }]}
      >
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', ' ', '，', '、']} data-testid="field-windows" />
      </Form.Item>
    )
  }
  return (
    <div className="position-row">
      <Form.Item name={['times', 'per']} label={t('route.rhythm')}>
        <Select options={periods.map((value) => ({ value, label: t(`route.per.${value}`) }))} />
      </Form.Item>
      <Form.Item name={['times', 'count']} label={t('route.count')} rules={needed}>
        <InputNumber min={1} max={100} precision={0} />
      </Form.Item>
      <Form.Item name={['times', 'spacing']} label={t('route.spacing')} extra={t('route.durationHint')} rules={needed}>
        <Input />
      </Form.Item>
    </div>
  )
}

/** Days of the week, for routes with windows; a part of the year. */
export function DayFields({ withDays }: { withDays: boolean }) {
  const { t } = useTranslation()
  const monthDay = [{ pattern: monthDayForm, message: t('route.seasonForm') }]
  return (
    <>
      {withDays && (
        <Form.Item name="days" label={t('route.days')} extra={t('route.daysHint')}>
          <Select
            mode="multiple"
            options={weekdays.map((value) => ({ value, label: t(`route.weekday.${value}`) }))}
            data-testid="field-days"
          />
        </Form.Item>
      )}
      <Form.Item label={t('route.season')} extra={t('route.seasonHint')}>
        <div className="position-row">
          <Form.Item name={['season', 'from']} rules={monthDay} noStyle>
            <Input placeholder="11-15" />
          </Form.Item>
          <Form.Item name={['season', 'to']} rules={monthDay} noStyle>
            <Input placeholder="03-15" />
          </Form.Item>
        </div>
      </Form.Item>
    </>
  )
}
