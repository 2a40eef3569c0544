import { DeleteOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ClockName } from '../../../../../server/contract/clocks.ts'
import type { Figure, Limit } from '../../../../../server/contract/sla.ts'
import { type Amount, amountOf, type LimitUnit, limitUnits } from './say-figure.ts'

type Props = {
  clock: ClockName
  /** null: no such clock for these tickets. */
  figure: Figure | null
  /** Undefined: nothing is said of it here. */
  onChange: (figure: Figure | null | undefined) => void
}

export function FigureEditor({ clock, figure, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <div className="figure-line" data-testid={`figure-${clock}`}>
      <span className="figure-clock">{t(`due.${clock}`)}</span>
      {figure === null && <span className="muted figure-source">{t('sla.none')}</span>}
      {figure !== null && (
        <>
          <LimitFields limit={figure} onChange={(limit) => onChange(withLimit(figure, limit))} />
          {figure.repeat && (
            <span className="figure-limit">
              {t('sla.afterwards')}
              <LimitFields limit={figure.repeat} onChange={(repeat) => onChange({ ...figure, repeat })} />
            </span>
          )}
          <Input
            className="figure-source"
            value={figure.source}
            placeholder={t('sla.source')}
            aria-label={t('sla.source')}
            status={figure.source.trim() === '' ? 'error' : ''}
            onChange={({ target }) => onChange({ ...figure, source: target.value })}
            data-testid={`source-${clock}`}
          />
        </>
      )}
      <Button type="text" icon={<DeleteOutlined />} onClick={() => onChange(undefined)} aria-label={t('setup.removeRow')} />
    </div>
  )
}

function LimitFields({ limit, onChange }: { limit: Limit; onChange: (limit: Limit) => void }) {
  const { t } = useTranslation()
  // A duration of seconds has no field of its own: whoever edits it chooses another unit.
  const amount = amountOf(limit) ?? { count: 1, unit: 'm' }
  const office = 'within' in limit && limit.hours === 'office'
  const change = (changes: Partial<Amount>, inOffice = office) => onChange(limitOf({ ...amount, ...changes }, inOffice))
  return (
    <span className="figure-limit">
      <InputNumber
        min={1}
        precision={0}
        value={amount.count}
        aria-label={t('sla.limit')}
        onChange={(count) => count !== null && change({ count })}
      />
      <Select<LimitUnit>
        value={amount.unit}
        aria-label={t('setup.unit')}
        options={limitUnits.map((unit) => ({ value: unit, label: t(`sla.unit.${unit}`) }))}
        onChange={(unit) => change({ unit })}
      />
      {amount.unit !== 'workingDays' && (
        <Checkbox checked={office} onChange={({ target }) => change({}, target.checked)}>
          {t('sla.office')}
        </Checkbox>
      )}
    </span>
  )
}

function limitOf({ count, unit }: Amount, office: boolean): Limit {
  if (unit === 'workingDays') return { workingDays: count }
  return { within: `${count}${unit}`, ...(office ? { hours: 'office' as const } : {}) }
}

/** The limit goes, all else that is said of the clock stays. */
function withLimit({ by, repeat, source }: Figure, limit: Limit): Figure {
  return { ...limit, ...(by && { by }), ...(repeat && { repeat }), source }
}
