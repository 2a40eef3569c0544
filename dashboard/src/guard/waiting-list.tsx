import type { CheckpointInput } from '../../../server/contract/site.ts'
import { removeScan, type WaitingScan } from './phone-store.ts'
import { isOfAnother } from './send.ts'
import type { Words } from './words.ts'

type Props = {
  t: Words
  waiting: readonly WaitingScan[]
  checkpoints: readonly CheckpointInput[]
  /** Id of who is logged in. */
  user: string | undefined
}

/** Nothing leaves the phone unseen: what waits, and what the server refused and why. */
export function WaitingList({ t, waiting, checkpoints, user }: Props) {
  if (waiting.length === 0) return null
  const time = new Intl.DateTimeFormat('zh-CN', {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false
  })
  return (
    <section className="guard-waiting">
      <h2>{t.waitingList}</h2>
      <ul>
        {waiting.map((scan) => (
          <li key={scan.id} data-state={scan.state}>
            <b>{checkpoints.find(({ id }) => id === scan.checkpoint)?.name ?? scan.checkpoint}</b>
            <time>{time.format(new Date(scan.ts))}</time>
            {isOfAnother(scan, user) && <p className="guard-hint">{t.waitsFor(scan.guard?.name ?? '')}</p>}
            {scan.state === 'refused' && (
              <p className="guard-error">
                {t.refused}：{scan.reason}
                <button
                  type="button"
                  className="guard-quiet"
                  onClick={() => window.confirm(t.sureRemove) && void removeScan(scan.id)}
                >
                  {t.remove}
                </button>
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
