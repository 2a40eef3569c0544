import { useTranslation } from 'react-i18next'
import type { RunningLogFigure } from '../../../../server/contract/reports.ts'
import { EquipmentLink } from '../../components/equipment-link.tsx'
import { formatDateTime, formatNumber, unitText } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'

/** What was measured in the shift, a line a value; 缺测 is named with its times. */
export function LogFigures({ figures }: { figures: readonly RunningLogFigure[] }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  if (figures.length === 0) return <p className="panel-none">{t('report.noFigures')}</p>
  return (
    <div className="report-scroll">
      <table className="report-table">
        <thead>
          <tr>
            <th scope="col">{t('setup.equipment')}</th>
            <th scope="col">{t('setup.metricName')}</th>
            {(['avg', 'min', 'max', 'last'] as const).map((which) => (
              <th key={which} scope="col" className="report-figure">
                {t(`report.figure.${which}`)}
              </th>
            ))}
            <th scope="col">{t('report.gaps')}</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => {
            const { equipment, metric, unit, avg, min, max, last, gaps } = figure
            const say = (value: number | null) => (value === null ? '–' : formatNumber(value, unit ?? undefined))
            return (
              <tr key={`${equipment} ${metric}`}>
                <td>
                  <EquipmentLink id={equipment} />
                </td>
                <td>
                  {figure[language]} <span className="faint">{unitText(unit ?? undefined)}</span>
                </td>
                <td className="report-figure">{say(avg)}</td>
                <td className="report-figure">{say(min)}</td>
                <td className="report-figure">{say(max)}</td>
                <td className="report-figure">{typeof last === 'number' ? say(last) : String(last ?? '–')}</td>
                <td>{gaps.map(({ from, to }) => `${clockOf(from)}–${clockOf(to)}`).join(', ')}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

const clockOf = (time: string): string => formatDateTime(time).slice(11, 16)
