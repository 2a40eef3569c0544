import { useTranslation } from 'react-i18next'
import type { DutyItem, ShiftItem } from '../../../../../server/contract/workforce.ts'
import { useUserName } from '../../../lib/api/users.ts'
import { addDays, weekdayOf } from '../../../lib/site-dates.ts'
import { useTeamName } from './use-team-name.ts'

type Props = {
  monday: string
  today: string
  shifts: readonly ShiftItem[]
  duties: readonly DutyItem[]
  onOpen: (duty: DutyItem) => void
}

const days = [0, 1, 2, 3, 4, 5, 6]

/** A row a day, so that a week also fits a phone; each cell opens who works then. */
export function DutyWeek({ monday, today, shifts, duties, onOpen }: Props) {
  const { t } = useTranslation()
  return (
    <table className="duty-week">
      <thead>
        <tr>
          <th scope="col">{t('people.day')}</th>
          {shifts.map(({ id, name, starts, ends }) => (
            <th key={id} scope="col">
              {name}{' '}
              <span className="faint">
                {starts}–{ends}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map((day) => {
          const date = addDays(monday, day)
          return (
            <tr key={date} className={date === today ? 'duty-today' : ''}>
              <th scope="row">
                {t(`weekday.${weekdayOf(date)}`)} <span className="faint">{date.slice(5)}</span>
              </th>
              {shifts.map((shift) => {
                const users = duties.find((duty) => duty.date === date && duty.shift === shift.id)?.users ?? []
                const open = () => onOpen({ date, shift: shift.id, users })
                return (
                  <td key={shift.id}>
                    <DutyCell shift={shift} date={date} users={users} onOpen={open} />
                  </td>
                )
              })}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

type CellProps = { shift: ShiftItem; date: string; users: readonly string[]; onOpen: () => void }

function DutyCell({ shift, date, users, onOpen }: CellProps) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  const teamName = useTeamName()
  return (
    <button type="button" className="plain duty-cell" onClick={onOpen} data-testid={`duty-${date}-${shift.id}`}>
      <span className="duty-shift faint">{shift.name}</span>
      {users.length > 0 ? (
        users.map((user) => (
          <span key={user} className="duty-person">
            {nameOf(user)}
          </span>
        ))
      ) : (
        <span className="faint">{shift.team === undefined ? t('people.nobodyNamed') : teamName(shift.team)}</span>
      )}
    </button>
  )
}
