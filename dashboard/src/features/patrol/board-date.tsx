import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'

type Props = { date: string; today: string; onDate: (date: string) => void }

/** Day by day, or any of them. */
export function BoardDate({ date, today, onDate }: Props) {
  const { t } = useTranslation()
  return (
    <div className="board-date">
      <Button icon={<LeftOutlined />} onClick={() => onDate(dayBeside(date, -1))} aria-label={t('patrol.before')} />
      <Input
        type="date"
        value={date}
        onChange={({ target }) => target.value !== '' && onDate(target.value)}
        aria-label={t('patrol.date')}
        data-testid="board-date"
      />
      <Button icon={<RightOutlined />} onClick={() => onDate(dayBeside(date, 1))} aria-label={t('patrol.after')} />
      {date !== today && <Button onClick={() => onDate(today)}>{t('patrol.today')}</Button>}
    </div>
  )
}

/** A calendar's own arithmetic: no zone has a part in it. */
function dayBeside(date: string, by: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10)
}
