import { useTranslation } from 'react-i18next'
import type { RoundItem } from '../../../../../server/contract/patrol.ts'
import type { CheckpointInput } from '../../../../../server/contract/site.ts'
import { useUserName } from '../../../lib/api/users.ts'
import { isOver } from '../round-over.ts'
import { drawing, type Layout } from './plan-layout.ts'
import { type Step, walkersAt } from './walk-steps.ts'

type Props = { round: RoundItem; steps: readonly Step[]; layout: Layout; places: readonly CheckpointInput[]; at: number }

/** The places, the way walked until `at` (ms), and who is where. What it shows stands as a list beside it. */
export function ReplayPlan({ round, steps, layout, places, at }: Props) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  const pointOf = (checkpoint: string) => layout.points.get(checkpoint)
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  const done = steps.filter((step) => step.at <= at)
  const walkers = walkersAt(steps, at, { pointOf, still })
  const guards = [...new Set(done.map(({ scan }) => scan.guard))]
  const { missed, checkpoints } = round
  return (
    <svg
      className="replay-plan"
      viewBox={`0 0 ${drawing.width} ${drawing.height}`}
      role="img"
      aria-label={t('replay.plan', { seen: checkpoints.length - missed.length, missed: missed.length })}
    >
      {guards.map((guard) => {
        const way = done.filter(({ scan }) => scan.guard === guard).map(({ scan }) => pointOf(scan.checkpoint))
        const here = walkers.find((walker) => walker.guard === guard)?.point
        const points = [...way, here].flatMap((point) => (point ? [`${point.x},${point.y}`] : []))
        return <polyline key={guard} className="replay-way" points={points.join(' ')} />
      })}
      {checkpoints.map((id, index) => {
        const point = pointOf(id)
        const place = places.find((each) => each.id === id)
        const seen = done.filter(({ scan }) => scan.checkpoint === id)
        const state = isOver(round) && missed.includes(id) ? 'missed' : seen.length > 0 ? 'seen' : 'ahead'
        const isDoubtful = seen.some(({ scan }) => scan.suspect.length > 0)
        const floor = place?.position?.floor ?? 0
        if (!point) return null
        return (
          <g
            key={id}
            className={`replay-place replay-${state}`}
            transform={`translate(${point.x} ${point.y})`}
            data-testid={`spot-${id}`}
          >
            {isDoubtful && <circle r={19} className="replay-doubt" />}
            <circle r={13} />
            <text className="replay-mark" dy={5}>
              {state === 'missed' ? '✕' : state === 'seen' ? '✓' : index + 1}
            </text>
            <text className="replay-name" y={34}>
              {place?.name ?? id}
              {floor !== 0 && ` · ${t('replay.floor', { floor })}`}
            </text>
          </g>
        )
      })}
      {walkers.map(({ guard, point }) => (
        <g key={guard} className="replay-walker" transform={`translate(${point.x} ${point.y})`}>
          <circle r={8} />
          <text y={-22}>{nameOf(guard)}</text>
        </g>
      ))}
    </svg>
  )
}
