import { useEffect, useState } from 'react'
import { persist } from './phone-store.ts'
import { type Trust, trust } from './trust.ts'
import type { Phone } from './use-phone.ts'
import type { Words } from './words.ts'

/** What the guard must know of his phone: how much waits, and what will not work. */
export function Notices({ t, phone }: { t: Words; phone: Phone }) {
  const [isKept, setKept] = useState<boolean>()
  const [trusted, setTrusted] = useState<Trust>('full')
  useEffect(() => {
    void persist().then(setKept)
    void trust.then(setTrusted)
  }, [])
  const { sending, user, guide } = phone
  const count = phone.waiting.filter(({ state }) => state !== 'refused').length
  return (
    <div className="guard-notices">
      <p className={count > 0 ? 'guard-count guard-count-some' : 'guard-count'} data-testid="waiting-count" role="status">
        {count > 0 ? t.waiting(count) : t.allSent}
      </p>
      {sending === 'offline' && <p className="guard-notice">{t.offline}</p>}
      {sending === 'login' && <p className="guard-notice guard-notice-warning">{t.loginAgain}</p>}
      {trusted !== 'full' && (
        <p className="guard-notice guard-notice-warning">
          {trusted === 'plain' ? t.noHttps : t.untrusted} <a href={`/trust?language=${t.code}`}>{t.howToTrust}</a>
        </p>
      )}
      {isKept === false && count > 0 && <p className="guard-notice guard-notice-warning">{t.notPersisted}</p>}
      {user && !guide && sending === 'offline' && <p className="guard-notice guard-notice-warning">{t.nothingKept}</p>}
    </div>
  )
}
