import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyRow } from '../../../../../server/contract/sla.ts'
import { clockNames } from '../../../../../server/contract/words.ts'
import { useSayCondition } from './say-condition.ts'
import { useSayFigure } from './say-figure.ts'

/** Every figure with the clause it comes from; of rows that fit a ticket, the later one wins. */
export function PolicyFigures({ rows }: { rows: readonly PolicyRow[] }) {
  const { t } = useTranslation()
  const sayFigure = useSayFigure()
  const sayCondition = useSayCondition()
  return (
    <div className="policy-scroll">
      <table className="policy-figures">
        <tbody>
          {numbered(rows).map(({ row, number }) => (
            <Fragment key={number}>
              <tr>
                <th colSpan={3} scope="rowgroup">
                  {sayCondition(row)}
                </th>
              </tr>
              {clockNames.flatMap((clock) => {
                const figure = row.clocks[clock]
                if (figure === undefined) return []
                return [
                  <tr key={clock}>
                    <td>{t(`due.${clock}`)}</td>
                    <td>{figure === null ? t('sla.none') : sayFigure(figure)}</td>
                    <td className="muted">{figure?.source}</td>
                  </tr>
                ]
              })}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Their order is what they mean, and all that tells them apart. */
const numbered = (rows: readonly PolicyRow[]) => rows.map((row, number) => ({ row, number }))
