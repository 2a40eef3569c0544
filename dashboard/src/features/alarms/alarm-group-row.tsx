import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons'
import { Checkbox } from 'antd'
import { type ComponentProps, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AlarmRow } from '../../components/alarms/alarm-row.tsx'
import { wantsAcknowledging } from '../../lib/api/alarms.ts'
import type { AlarmGroup } from './alarm-groups.ts'
import { Consequences } from './consequences.tsx'

type Props = {
  group: AlarmGroup
  selected: boolean
  onSelect: (() => void) | undefined
  row: ComponentProps<'div'>
}

/** The first-out alarm; what followed from it is one line until somebody wants to see it. */
export function AlarmGroupRow({ group: { alarm, consequences }, selected, onSelect, row }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const linked = Math.max(alarm.linked, consequences.length)
  const unseen = consequences.filter(wantsAcknowledging)
  return (
    <li className={open ? 'alarm-group alarm-group-open' : 'alarm-group'}>
      <AlarmRow
        alarm={alarm}
        withEquipment
        row={row}
        lead={
          onSelect && (
            <Checkbox
              className="alarm-check"
              checked={selected}
              onChange={onSelect}
              tabIndex={-1}
              aria-label={t('alarm.select')}
              data-testid={`select-${alarm.id}`}
            />
          )
        }
        foot={
          linked > 0 && (
            <button
              type="button"
              className="plain alarm-fold"
              aria-expanded={open}
              data-testid={`fold-${alarm.id}`}
              onClick={() => setOpen(!open)}
            >
              {open ? <CaretDownOutlined /> : <CaretRightOutlined />}
              {t('alarm.linked', { count: linked })}
              {unseen.length > 0 && <span className="faint">{t('alarm.linkedUnseen', { count: unseen.length })}</span>}
            </button>
          )
        }
      />
      {open && <Consequences cause={alarm.id} unseen={unseen.map(({ id }) => id)} />}
    </li>
  )
}
