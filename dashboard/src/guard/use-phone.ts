/** What the page shows: who is logged in, the day's work, and what waits on this phone. */
import { useCallback, useEffect, useState } from 'react'
import type { Guide } from '../../../server/contract/patrol.ts'
import type { Session, UserItem } from '../../../server/contract/session.ts'
import { forget, keep, kept, onChange, type WaitingScan, waitingScans } from './phone-store.ts'
import { type Sending, sendWaiting } from './send.ts'
import { endSession } from './session-end.ts'

/** How often it is tried again, ms: a guard who comes out of the basement sees his scans go. */
const tryAgainMs = 15_000

export type Phone = {
  ready: boolean
  user: UserItem | undefined
  guide: Guide | undefined
  waiting: WaitingScan[]
  sending: Sending
  sync(): Promise<void>
  loggedIn(session: Session): Promise<void>
  logOut(): Promise<void>
}

export function usePhone(): Phone {
  const [ready, setReady] = useState(false)
  const [user, setUser] = useState<UserItem>()
  const [guide, setGuide] = useState<Guide>()
  const [waiting, setWaiting] = useState<WaitingScan[]>([])
  const [sending, setSending] = useState<Sending>('done')

  const sync = useCallback(async () => {
    // As it is on the phone, not as this page has it: another page may have logged out.
    const whom = await kept('user')
    if (!whom) return void (await endSession())
    const outcome = await sendWaiting(whom.id)
    setSending(outcome)
    if (outcome === 'offline' || outcome === 'login') return
    const fresh = await fetchGuide()
    if (fresh === 'login') setSending('login')
    else if (fresh === 'offline') setSending('offline')
    else {
      await keep('guide', fresh)
      setGuide(fresh)
    }
  }, [])

  useEffect(() => {
    const show = () => void waitingScans().then(setWaiting)
    void Promise.all([kept('user'), kept('guide'), waitingScans()]).then(([whom, what, scans]) => {
      setUser(whom)
      setGuide(what)
      setWaiting(scans)
      setReady(true)
    })
    return onChange(show)
  }, [])

  useEffect(() => {
    const go = () => void sync()
    go()
    window.addEventListener('online', go)
    document.addEventListener('visibilitychange', go)
    const timer = window.setInterval(go, tryAgainMs)
    return () => {
      window.removeEventListener('online', go)
      document.removeEventListener('visibilitychange', go)
      window.clearInterval(timer)
    }
  }, [sync])

  return {
    ready,
    user,
    guide,
    waiting,
    sending,
    sync,
    async loggedIn(session) {
      await keep('user', session.user)
      setUser(session.user)
      setSending('done')
    },
    async logOut() {
      await forget('user')
      setUser(undefined)
      await keep('ending', true)
      await endSession()
    }
  }
}

async function fetchGuide(): Promise<Guide | 'offline' | 'login'> {
  try {
    const response = await fetch('/api/v1/patrol/guide', { credentials: 'same-origin' })
    if (response.status === 401) return 'login'
    return response.ok ? ((await response.json()) as Guide) : 'offline'
  } catch {
    return 'offline'
  }
}
