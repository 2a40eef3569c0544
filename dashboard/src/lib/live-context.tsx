import type { QueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useState, useSyncExternalStore } from 'react'
import { createLive, type LinkState, type Live } from './live.ts'

const LiveContext = createContext<Live | undefined>(undefined)

export function LiveProvider({ client, children }: { client: QueryClient; children: ReactNode }) {
  const [live] = useState(() => createLive({ client }))
  return <LiveContext value={live}>{children}</LiveContext>
}

export function useLive(): Live {
  const live = useContext(LiveContext)
  if (!live) throw new Error('useLive needs LiveProvider above it')
  return live
}

/** Whether what is on the screen is live, and since when not. */
export function useLink(): LinkState {
  const live = useLive()
  return useSyncExternalStore(live.subscribe, live.state)
}
