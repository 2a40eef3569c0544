import { useCallback, useEffect, useState } from 'react'
import { createStoredValue } from '../lib/stored-value.ts'
import { Login } from './login.tsx'
import { Notices } from './notices.tsx'
import type { WaitingScan } from './phone-store.ts'
import { fromAddress } from './read-tag.ts'
import { begin, finishOpen, type TagRead } from './record.ts'
import { Rounds } from './rounds.tsx'
import { ScanButtons } from './scan-buttons.tsx'
import { ScanCard } from './scan-card.tsx'
import { usePhone } from './use-phone.ts'
import { WaitingList } from './waiting-list.tsx'
import { words } from './words.ts'

const storedLanguage = createStoredValue('language')

/** The address of a tag is read once: loaded again, the page is the guard's page and nothing else. */
function takeAddress(): TagRead | undefined {
  const read = fromAddress(new URL(window.location.href), 'url')
  if (read) window.history.replaceState(null, '', '/guard')
  return read
}
const arrivedWith = takeAddress()
let arrival: Promise<WaitingScan | undefined> | undefined

/** What the page was opened for: begun once, however often the page is drawn. */
function beginArrival(): Promise<WaitingScan | undefined> {
  arrival ??= finishOpen().then(() => (arrivedWith ? begin(arrivedWith) : undefined))
  return arrival
}

export function GuardApp() {
  const [language, setLanguage] = useState<'zh' | 'en'>(storedLanguage.get() === 'en' ? 'en' : 'zh')
  const [openScan, setOpenScan] = useState<string>()
  const [told, setTold] = useState<string>()
  const phone = usePhone()
  const t = words[language]
  const { guide, waiting, user } = phone

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.title = t.title
  }, [language, t])

  useEffect(() => {
    void beginArrival().then((scan) => {
      if (scan) setOpenScan(scan.id)
      else if (arrivedWith) setTold('repeatedTap')
    })
  }, [])

  const read = useCallback(
    async (tag: TagRead | undefined) => {
      const known = tag && (!guide || guide.checkpoints.some(({ id }) => id === tag.checkpoint))
      if (!tag || !known) return setTold('unknownTag')
      const scan = await begin(tag)
      setTold(scan ? undefined : 'repeatedTap')
      if (scan) {
        navigator.vibrate?.(80)
        setOpenScan(scan.id)
      }
    },
    [guide]
  )

  if (!phone.ready) return null
  const scan = waiting.find(({ id, state }) => id === openScan && state === 'open')
  const switchLanguage = () => {
    const other = language === 'zh' ? 'en' : 'zh'
    storedLanguage.set(other)
    setLanguage(other)
  }
  return (
    <main className="guard">
      <header className="guard-head">
        <b>{guide?.site.name ?? t.title}</b>
        <span className="guard-who">{user?.name}</span>
        <button type="button" className="guard-quiet" onClick={switchLanguage}>
          {t.language}
        </button>
        {user && (
          <button type="button" className="guard-quiet" onClick={() => void phone.logOut()}>
            {t.logOut}
          </button>
        )}
      </header>
      <Notices t={t} phone={phone} />
      {told !== undefined && (
        <p className="guard-notice guard-notice-warning" role="status">
          {told === 'unknownTag' ? t.unknownTag : t.repeatedTap}
        </p>
      )}
      {scan ? (
        <ScanCard
          key={scan.id}
          t={t}
          scan={scan}
          place={guide?.checkpoints.find(({ id }) => id === scan.checkpoint)}
          done={() => {
            setOpenScan(undefined)
            void phone.sync()
          }}
        />
      ) : (
        <>
          {(!user || phone.sending === 'login') && (
            <Login t={t} done={(session) => void phone.loggedIn(session).then(phone.sync)} />
          )}
          {user && guide && <ScanButtons t={t} checkpoints={guide.checkpoints} found={(tag) => void read(tag)} />}
          {user && guide && <Rounds t={t} guide={guide} waiting={waiting} />}
          <WaitingList t={t} waiting={waiting} checkpoints={guide?.checkpoints ?? []} user={user?.id} />
        </>
      )}
    </main>
  )
}
