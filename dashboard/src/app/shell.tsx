import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Outlet, ScrollRestoration, useNavigation } from 'react-router'
import type { UserItem } from '../../../server/contract/session.ts'
import { siteQuery } from '../lib/api/site.ts'
import { useLive } from '../lib/live-context.tsx'
import { setSiteZone } from '../lib/site-zone.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { FirstRunGate } from './first-run-gate.tsx'
import { Nav } from './nav.tsx'
import { P1Watch } from './p1-watch.tsx'
import { preloadPages } from './pages.ts'
import { TopBar } from './top-bar.tsx'
import './shell.css'

/** Frame of every page once somebody is logged in; the socket lives as long as it does. */
export function Shell({ user }: { user: UserItem }) {
  const live = useLive()
  const navigation = useNavigation()
  const { data: site } = useQuery(siteQuery)
  // Before the page below is drawn; another zone draws it anew.
  setSiteZone(site?.timezone)
  useEffect(() => {
    live.start()
    return live.stop
  }, [live])
  useEffect(preloadPages, [])
  return (
    <div className="shell">
      <TopBar user={user} />
      <Nav />
      <main className={navigation.state === 'loading' ? 'shell-main shell-main-loading' : 'shell-main'}>
        <ConnectionBanner />
        <FirstRunGate />
        <Outlet key={site?.timezone} />
      </main>
      <P1Watch />
      <ScrollRestoration />
    </div>
  )
}
