import type { Guide, RoundItem } from '../../../server/contract/patrol.ts'
import type { WaitingScan } from './phone-store.ts'
import type { Words } from './words.ts'

type Props = { t: Words; guide: Guide; waiting: readonly WaitingScan[] }

/** Today's rounds, with what is on this phone counted in: the guard has been there, whether it was sent or not. */
export function Rounds({ t, guide, waiting }: Props) {
  const nameOf = (id: string) => guide.checkpoints.find((each) => each.id === id)?.name ?? id
  return (
    <section className="guard-rounds">
      <h2>{t.todayRounds}</h2>
      {guide.rounds.length === 0 && <p className="guard-hint">{t.noRounds}</p>}
      {guide.rounds.map((round) => (
        <Round key={round.id} t={t} round={round} left={leftOf(round, waiting)} nameOf={nameOf} zone={guide.site.timezone} />
      ))}
    </section>
  )
}

/** A window that lasts until midnight ends with its own day. */
function endOf(clock: string): string {
  return clock === '00:00' ? '24:00' : clock
}

function leftOf({ missed, window }: RoundItem, waiting: readonly WaitingScan[]): string[] {
  const from = Date.parse(window.from)
  const to = Date.parse(window.to)
  const here = new Set(
    waiting.filter(({ ts, state }) => state !== 'refused' && ts >= from && ts < to).map(({ checkpoint }) => checkpoint)
  )
  return missed.filter((checkpoint) => !here.has(checkpoint))
}

type RoundProps = { t: Words; round: RoundItem; left: string[]; nameOf: (id: string) => string; zone: string }

function Round({ t, round, left, nameOf, zone }: RoundProps) {
  const now = Date.now()
  const isOn = now >= Date.parse(round.window.from) && now < Date.parse(round.window.to)
  const status = left.length === 0 ? 'complete' : round.status
  const [next] = left
  const time = new Intl.DateTimeFormat('zh-CN', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone })
  return (
    <article className={isOn ? 'guard-round guard-round-on' : 'guard-round'} data-status={status}>
      <header>
        <b>{round.routeName}</b>
        <span>
          {time.format(new Date(round.window.from))} – {endOf(time.format(new Date(round.window.to)))}
        </span>
        <em>{t[status]}</em>
      </header>
      {isOn && next !== undefined && (
        <p className="guard-next">
          {t.next}
          <b>{nameOf(next)}</b>
          <span>{t.left(left.length)}</span>
        </p>
      )}
      <ol>
        {round.checkpoints.map((id) => (
          <li key={id} className={left.includes(id) ? 'guard-left' : 'guard-seen'}>
            {nameOf(id)}
          </li>
        ))}
      </ol>
    </article>
  )
}
