import { type FormEvent, useState } from 'react'
import type { Session } from '../../../server/contract/session.ts'
import { keep } from './phone-store.ts'
import { endSession } from './session-end.ts'
import type { Words } from './words.ts'

/** What waits on the phone stays there whoever logs in: each scan is told by the guard who recorded it. */
export function Login({ t, done }: { t: Words; done: (session: Session) => void }) {
  const [error, setError] = useState<string>()

  async function logIn(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const body = JSON.stringify({ username: form.get('username'), password: form.get('password') })
    const headers = { 'content-type': 'application/json' }
    try {
      // The cookie of the one before is about to be replaced: his session would outlive it.
      await endSession()
      const response = await fetch('/api/v1/session', { method: 'POST', credentials: 'same-origin', headers, body })
      if (!response.ok) return setError(response.status === 401 ? t.wrongLogin : t.noAnswer)
      const session = (await response.json()) as Session
      const mayScan = ['guard', 'manager', 'admin'].includes(session.user.role)
      if (!mayScan) {
        await keep('ending', true)
        await endSession()
        return setError(t.notAGuard)
      }
      done(session)
    } catch {
      setError(t.noAnswer)
    }
  }

  return (
    <form className="guard-card" onSubmit={(event) => void logIn(event)}>
      <label>
        {t.username}
        <input name="username" autoComplete="username" autoCapitalize="none" required />
      </label>
      <label>
        {t.password}
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {error !== undefined && (
        <p className="guard-error" role="alert">
          {error}
        </p>
      )}
      <button type="submit" className="guard-main-button">
        {t.logIn}
      </button>
    </form>
  )
}
