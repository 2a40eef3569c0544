import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

type Props<Row> = {
  rows: readonly Row[]
  onChange: (rows: Row[]) => void
  addLabel: string
  /** The row that is added after these. */
  next: () => Row
  children: (row: Row, at: number, change: (row: Row) => void) => ReactNode
}

/** Rows to change, add and remove; the last one stays, for a rule with none of them is no rule. */
export function RowList<Row>({ rows, onChange, addLabel, next, children }: Props<Row>) {
  const { t } = useTranslation()
  return (
    <>
      {rows.map((row, at) => {
        // Rows have no identity of their own: their place is all there is.
        const key = `row-${at}`
        return (
          <span key={key} className="part">
            {children(row, at, (changed) => onChange(rows.map((each, place) => (place === at ? changed : each))))}
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('rule.remove')}
              disabled={rows.length === 1}
              onClick={() => onChange(rows.filter((_each, place) => place !== at))}
            />
          </span>
        )
      })}
      <Button size="small" type="dashed" icon={<PlusOutlined />} className="add" onClick={() => onChange([...rows, next()])}>
        {addLabel}
      </Button>
    </>
  )
}
