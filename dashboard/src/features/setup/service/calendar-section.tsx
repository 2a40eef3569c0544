import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { OfficeHours, Weekday } from '../../../../../server/contract/sla.ts'
import { weekdays } from '../../../../../server/contract/words.ts'
import { ErrorState, PageLoading } from '../../../components/states.tsx'
import { useFieldErrors } from '../../../components/use-field-errors.ts'
import { officeHoursQuery, useSetHours } from '../../../lib/api/sla.ts'
import { Failure, useSaved } from '../entry-form.tsx'
import { CalendarDays } from './calendar-days.tsx'
import './service.css'

/** When the office works: what working days and office hours of service times go by. */
export function CalendarSection() {
  const { t } = useTranslation()
  const { data: hours, error, refetch } = useQuery(officeHoursQuery)
  return (
    <>
      <section className="panel" aria-label={t('sla.hours')}>
        <h2>{t('sla.hours')}</h2>
        <p className="muted">{t('setup.hint.calendar')}</p>
        {hours && <HoursForm hours={hours} />}
        {!hours && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={3} />)}
      </section>
      <CalendarDays />
    </>
  )
}

type Values = Record<Weekday, string>
const windows = /^\s*(\d\d:\d\d\s*-\s*\d\d:\d\d(\s*[,，、]\s*|\s*$))*$/

function HoursForm({ hours }: { hours: OfficeHours }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const set = useSetHours()
  const saved = useSaved()
  useFieldErrors(form, set.error)
  const initial = Object.fromEntries(weekdays.map((day) => [day, hours[day].join(', ')])) as Values
  const save = (values: Values) => {
    const entries = weekdays.map((day) => [
      day,
      (values[day] ?? '')
        .split(/[,，、]/)
        .map(tight)
        .filter(Boolean)
    ])
    set.mutate(Object.fromEntries(entries) as OfficeHours, { onSuccess: saved })
  }
  return (
    <Form form={form} layout="vertical" initialValues={initial} onFinish={save} requiredMark={false} className="office-hours">
      <div className="field-pair">
        {weekdays.map((day) => (
          <Form.Item key={day} name={day} label={t(`weekday.${day}`)} rules={[{ pattern: windows, message: t('sla.hoursForm') }]}>
            <Input placeholder={t('sla.dayOff')} data-testid={`hours-${day}`} />
          </Form.Item>
        ))}
      </div>
      <p className="faint">{t('sla.hoursHint')}</p>
      <Failure error={set.error} />
      <Button type="primary" htmlType="submit" loading={set.isPending} data-testid="hours-save">
        {t('setup.save')}
      </Button>
    </Form>
  )
}

const tight = (window: string): string => window.replace(/\s/g, '')
