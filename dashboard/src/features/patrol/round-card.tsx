import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleFilled,
  DownOutlined,
  PlayCircleOutlined,
  RightOutlined,
  WarningFilled
} from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { RoundItem } from '../../../../server/contract/patrol.ts'
import { RoundStatusBadge } from '../../components/patrol/round-status.tsx'
import { windowText } from '../../components/patrol/window-text.ts'
import { placeNamesQuery } from '../../lib/api/patrol.ts'
import { useNow } from '../../lib/clock.ts'
import { isOver } from './round-over.ts'
import { ScanLine } from './scan-line.tsx'

/** A round with its places; open by itself where there is something to see. */
export function RoundCard({ round }: { round: RoundItem }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const [wish, setWish] = useState<boolean>()
  const { status, checkpoints, missed, scans, suspect, window } = round
  const isRunning = now >= Date.parse(window.from) && now < Date.parse(window.to)
  const open = wish ?? (status === 'in_progress' || status === 'partial' || suspect.length > 0 || isRunning)
  return (
    <li
      className={isRunning ? 'panel round round-running' : 'panel round'}
      data-testid={`round-${round.id}`}
      data-status={status}
    >
      <button type="button" className="plain round-head" aria-expanded={open} onClick={() => setWish(!open)}>
        {open ? <DownOutlined /> : <RightOutlined />}
        <b className="round-name">{round.routeName}</b>
        <span className="round-window">{windowText(window)}</span>
        <RoundStatusBadge status={status} />
        {isRunning && <span className="badge tone-running">{t('patrol.running')}</span>}
        {suspect.length > 0 && (
          <span className="badge tone-warning">
            <WarningFilled />
            {t('patrol.suspectCount', { count: suspect.length })}
          </span>
        )}
        <span className="round-facts">
          <span>{t(`patrol.type.${round.type}`)}</span>
          <span>{t('patrol.seen', { done: checkpoints.length - missed.length, planned: checkpoints.length })}</span>
        </span>
      </button>
      {open && (
        <>
          {scans.length > 0 && (
            <Link
              className="link round-replay"
              to={`/patrol/rounds/${round.date}/${round.id}`}
              data-testid={`replay-${round.id}`}
            >
              <PlayCircleOutlined /> {t('replay.open')}
            </Link>
          )}
          <ol className="round-places">
            {checkpoints.map((checkpoint) => (
              <Place key={checkpoint} checkpoint={checkpoint} round={round} />
            ))}
          </ol>
        </>
      )}
    </li>
  )
}

function Place({ checkpoint, round }: { checkpoint: string; round: RoundItem }) {
  const { data: names = {} } = useQuery(placeNamesQuery)
  const scans = round.scans.filter((scan) => scan.checkpoint === checkpoint)
  return (
    <li className="place" data-testid={`place-${round.id}-${checkpoint}`}>
      <span className="place-name">{names[checkpoint] ?? checkpoint}</span>
      <PlaceState isMissing={round.missed.includes(checkpoint)} isOver={isOver(round)} />
      <div className="place-scans">
        {scans.map((scan) => (
          <ScanLine key={scan.id} scan={scan} dueBy={Date.parse(round.window.to)} />
        ))}
      </div>
    </li>
  )
}

function PlaceState({ isMissing, isOver }: { isMissing: boolean; isOver: boolean }) {
  const { t } = useTranslation()
  if (!isMissing) return <CheckCircleOutlined className="place-seen" aria-label={t('patrol.status.complete')} />
  return (
    <span className={isOver ? 'badge tone-alarm' : 'badge'}>
      {isOver ? <CloseCircleFilled /> : <ClockCircleOutlined />}
      {t(isOver ? 'patrol.missedPlace' : 'patrol.toCome')}
    </span>
  )
}
