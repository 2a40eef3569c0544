import { useEffect } from 'react'
import { useRouteError } from 'react-router'
import { ErrorState } from '../components/states.tsx'

/** A page that broke says so and offers the way back; a chunk gone after an update of the service needs a reload. */
export function RouteError() {
  const error = useRouteError()
  useEffect(() => {
    document.title = '物巡 Wuxun'
  }, [])
  return <ErrorState error={error} onRetry={() => window.location.reload()} full />
}
