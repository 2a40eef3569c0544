import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { RoundItem } from '../../../../../server/contract/patrol.ts'
import { RoundStatusBadge } from '../../../components/patrol/round-status.tsx'
import { windowText } from '../../../components/patrol/window-text.ts'
import { EmptyState, ErrorState, PageLoading } from '../../../components/states.tsx'
import { usePageTitle } from '../../../components/use-page-title.ts'
import { placesQuery, roundsQuery } from '../../../lib/api/patrol.ts'
import { layOut } from './plan-layout.ts'
import { ReplayControls } from './replay-controls.tsx'
import { ReplayPlan } from './replay-plan.tsx'
import { ReplaySteps } from './replay-steps.tsx'
import { usePlayback } from './use-playback.ts'
import { stepsOf } from './walk-steps.ts'
import '../patrol.css'
import './replay.css'

/** A round once more, as it was walked. */
export function ReplayPage() {
  const { t } = useTranslation()
  usePageTitle(t('replay.title'))
  const { date = '', id } = useParams()
  const { data: rounds, error, refetch } = useQuery(roundsQuery(date))
  const round = rounds?.find((each) => each.id === id)
  if (!rounds) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={8} />
  if (!round) return <EmptyState title={t('replay.noRound')} />
  return (
    <div className="patrol">
      <header className="page-head">
        <div>
          <p className="crumbs">
            <Link to={`/patrol?date=${round.date}`}>{t('patrol.board')}</Link>
            <span>{round.date}</span>
          </p>
          <h1>
            {round.routeName} {windowText(round.window)} <RoundStatusBadge status={round.status} />
          </h1>
        </div>
      </header>
      <Replay round={round} />
    </div>
  )
}

/** Before the first scan and after the last one. */
const marginMs = 30_000

function Replay({ round }: { round: RoundItem }) {
  const { t } = useTranslation()
  const { data: places = [] } = useQuery(placesQuery)
  const { steps, layout } = useMemo(() => {
    const positions = new Map(places.map(({ id, position }) => [id, position]))
    return { steps: stepsOf(round, positions), layout: layOut(round.checkpoints, positions) }
  }, [round, places])
  const begin = Date.parse(round.window.from)
  const from = (steps[0]?.at ?? begin) - marginMs
  const to = (steps.at(-1)?.at ?? begin) + marginMs
  const playback = usePlayback(from, to)
  const names = new Map(places.map(({ id, name }) => [id, name]))
  return (
    <div className="replay">
      <section className="panel replay-stage" aria-label={t('replay.title')}>
        {layout.isStrip && <p className="muted">{t('replay.strip')}</p>}
        <ReplayPlan round={round} steps={steps} layout={layout} places={places} at={playback.at} />
        {steps.length > 0 ? (
          <ReplayControls playback={playback} from={from} to={to} steps={steps} />
        ) : (
          <p className="muted">{t('replay.noScans')}</p>
        )}
      </section>
      <ReplaySteps round={round} steps={steps} names={names} at={playback.at} onSeek={playback.seek} />
    </div>
  )
}
