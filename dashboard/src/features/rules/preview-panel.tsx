import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { BacktestAnswer } from '../../../../server/contract/backtest.ts'
import type { ChartLimit, ChartSpan } from '../../components/chart/chart-data.ts'
import { MetricChart } from '../../components/chart/metric-chart.tsx'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { ApiError } from '../../lib/api-client.ts'
import { limitsOn } from '../../lib/rules/limits-on.ts'
import { lacksMetric, metricsIn, type RuleBody } from '../../lib/rules/rule-body.ts'
import type { RuleWords } from '../../lib/rules/say-rule.ts'
import { EpisodeList } from './episode-list.tsx'
import { LateDifferences } from './late-differences.tsx'
import { PreviewFigures } from './preview-figures.tsx'
import './preview-panel.css'

type Props = {
  draft: RuleBody
  words: RuleWords
  /** Undefined: all it applies to, which no one curve can show. */
  equipment: string | undefined
  applying: number
  range: { from: number; to: number }
  answer: BacktestAnswer | undefined
  error: unknown
  busy: boolean
  isNew: boolean
}

/** What the rule as it is typed would have done in the last 7 days, beside what the one in force did. */
export function PreviewPanel(props: Props) {
  const { applying, answer, error, busy, words } = props
  const { t } = words
  if (applying === 0) return <p className="panel-none">{t('preview.none7')}</p>
  const invalid = lacksMetric(props.draft) || (error instanceof ApiError && error.status === 400)
  if (error && !invalid && !answer) return <ErrorState error={error} />
  return (
    <div
      className={busy ? 'preview preview-busy' : 'preview'}
      data-testid="preview"
      data-busy={busy}
      data-alarms={answer?.alarms}
      data-invalid={invalid}
    >
      {invalid && <p className="preview-invalid">{t('preview.invalid')}</p>}
      {!answer && !invalid && <PageLoading rows={5} />}
      {answer && <PreviewFigures answer={answer} isNew={props.isNew} busy={busy} />}
      <PreviewChart {...props} />
      {answer && <LateDifferences answer={answer} words={words} />}
      {answer && <EpisodeList answer={answer} words={words} draft={props.draft} />}
    </div>
  )
}

function PreviewChart({ draft, words, equipment, range, answer }: Props) {
  const { t } = useTranslation()
  const [metric] = metricsIn(draft)
  const info = words.infoOf(metric)
  const lines = metric === undefined ? [] : limitsOn(draft, metric)
  const key = JSON.stringify(lines)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines are new objects at each drawing, their text is not.
  const limits = useMemo<ChartLimit[]>(
    () =>
      lines.map(({ side, value, severity }) => ({
        value,
        tone: severity === 'minor' ? 'warning' : severity === 'info' ? 'quiet' : 'alarm',
        label: side === 'below' ? '<' : '>'
      })),
    [key]
  )
  const spans = useMemo(() => spansOf(answer, range.to), [answer, range.to])
  const fixed = useMemo(() => ({ kind: 'fixed' as const, ...range }), [range])
  if (equipment === undefined || metric === undefined || !info) return null
  return (
    <>
      <MetricChart equipment={equipment} metric={metric} info={info} range={fixed} limits={limits} spans={spans} height={230} />
      {spans.some(({ tone }) => tone !== 'alarm') && <p className="preview-hint">{t('preview.strips')}</p>}
    </>
  )
}

function spansOf(answer: BacktestAnswer | undefined, end: number): ChartSpan[] {
  if (!answer) return []
  const toSpans = (list: BacktestAnswer['episodes'], tone: ChartSpan['tone']) =>
    list.map(({ from, to }) => ({ from: Date.parse(from), to: to === null ? end : Date.parse(to), tone }))
  return [
    ...toSpans(answer.episodes, 'alarm'),
    ...toSpans(answer.difference.added, 'added'),
    ...toSpans(answer.difference.removed, 'removed')
  ]
}
