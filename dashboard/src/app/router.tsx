import { createBrowserRouter } from 'react-router'
import { PageLoading } from '../components/states.tsx'
import { pages } from './pages.ts'
import { Root } from './root.tsx'
import { RouteError } from './route-error.tsx'

export function createRouter() {
  return createBrowserRouter([
    { path: '/wall', lazy: pages.wall, ErrorBoundary: RouteError, HydrateFallback: PageLoading },
    {
      path: '/',
      Component: Root,
      ErrorBoundary: RouteError,
      HydrateFallback: PageLoading,
      children: [
        {
          ErrorBoundary: RouteError,
          children: [
            { index: true, lazy: pages.overview },
            { path: 'equipment/:id', lazy: pages.equipment },
            { path: 'tickets', lazy: pages.tickets },
            { path: 'tickets/:id', lazy: pages.ticket },
            { path: 'my', lazy: pages.my },
            { path: 'alarms', lazy: pages.alarms },
            { path: 'alarms/rules', lazy: pages.rules },
            { path: 'alarms/rules/:id', lazy: pages.rule },
            { path: 'alarms/new-rule', lazy: pages.newRule },
            { path: 'alarms/health', lazy: pages.alarmHealth },
            { path: 'alarms/:id', lazy: pages.alarm },
            { path: 'patrol', lazy: pages.patrol },
            { path: 'patrol/plans', lazy: pages.plans },
            { path: 'patrol/rounds/:date/:id', lazy: pages.replay },
            { path: 'patrol/hazards', lazy: pages.hazards },
            { path: 'patrol/heat', lazy: pages.heat },
            { path: 'patrol/suspects', lazy: pages.suspects },
            { path: 'rejects', lazy: pages.rejects },
            { path: 'reports/:tab?', lazy: pages.reports },
            { path: 'preferences', lazy: pages.preferences },
            { path: 'setup/:section?', lazy: pages.setup },
            { path: 'first-run', lazy: pages.firstRun },
            { path: '*', lazy: pages.notFound }
          ]
        }
      ]
    }
  ])
}
