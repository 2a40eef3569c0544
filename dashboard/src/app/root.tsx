import { useQuery } from '@tanstack/react-query'
import { ErrorState, PageLoading } from '../components/states.tsx'
import { LoginPage } from '../features/session/login-page.tsx'
import { sessionQuery } from '../lib/api/session.ts'
import { Shell } from './shell.tsx'

/** Who is there decides: the log-in page stands in place of any address, which so survives the log-in. */
export function Root() {
  const { data: user, error, refetch } = useQuery(sessionQuery)
  if (user) return <Shell user={user} />
  if (user === null) return <LoginPage />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} full />
  return <PageLoading full />
}
