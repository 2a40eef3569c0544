import { PauseOutlined, PlayCircleOutlined, StepBackwardOutlined, StepForwardOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatDateTime } from '../../../lib/format.ts'
import { type Playback, speeds } from './use-playback.ts'
import type { Step } from './walk-steps.ts'

type Props = { playback: Playback; from: number; to: number; steps: readonly Step[] }

/** So far an arrow key moves the time. */
const keyStepMs = 10_000

/** Plain buttons and a plain range: all of it works from the keyboard. */
export function ReplayControls({ playback, from, to, steps }: Props) {
  const { t } = useTranslation()
  const { at, playing, speed, seek, setSpeed, toggle } = playback
  const before = steps.findLast((step) => step.at < at)
  const next = steps.find((step) => step.at > at)
  return (
    <div className="replay-controls">
      <Button
        icon={<StepBackwardOutlined />}
        aria-label={t('replay.back')}
        disabled={!before}
        onClick={() => seek(before?.at ?? from)}
      />
      <Button
        type="primary"
        icon={playing ? <PauseOutlined /> : <PlayCircleOutlined />}
        aria-label={t(playing ? 'replay.pause' : 'replay.play')}
        onClick={toggle}
        data-testid="replay-play"
      />
      <Button
        icon={<StepForwardOutlined />}
        aria-label={t('replay.on')}
        disabled={!next}
        onClick={() => seek(next?.at ?? to)}
        data-testid="replay-next"
      />
      <input
        type="range"
        className="replay-time"
        min={from}
        max={to}
        step={keyStepMs / 10}
        value={at}
        aria-label={t('replay.time')}
        aria-valuetext={formatDateTime(at)}
        onChange={({ target }) => seek(Number(target.value))}
        onKeyDown={(event) => {
          const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
          if (way === undefined) return
          event.preventDefault()
          seek(at + way * keyStepMs)
        }}
        data-testid="replay-time"
      />
      <time className="replay-clock">{formatDateTime(at)}</time>
      <Segmented<number>
        aria-label={t('replay.speed')}
        value={speed}
        onChange={setSpeed}
        options={speeds.map((value) => ({ value, label: `${value}×` }))}
      />
    </div>
  )
}
