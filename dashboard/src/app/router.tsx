import { createBrowserRouter } from 'react-router'
import { PageLoading } from '../components/states.tsx'
import { Root } from './root.tsx'
import { RouteError } from './route-error.tsx'

/** Each page is a chunk of its own: the log-in page and the overview must not wait for the rest. */
export function createRouter() {
  return createBrowserRouter([
    {
      path: '/',
      Component: Root,
      ErrorBoundary: RouteError,
      HydrateFallback: PageLoading,
      children: [
        {
          ErrorBoundary: RouteError,
          children: [
            {
              index: true,
              lazy: async () => ({ Component: (await import('../features/overview/overview-page.tsx')).OverviewPage })
            },
            {
              path: 'equipment/:id',
              lazy: async () => ({ Component: (await import('../features/equipment/equipment-page.tsx')).EquipmentPage })
            },
            {
              path: 'tickets',
              lazy: async () => ({ Component: (await import('../features/tickets/tickets-page.tsx')).TicketsPage })
            },
            {
              path: 'tickets/:id',
              lazy: async () => ({ Component: (await import('../features/tickets/ticket-page.tsx')).TicketPage })
            },
            {
              path: 'alarms',
              lazy: async () => ({ Component: (await import('../features/alarms/alarms-page.tsx')).AlarmsPage })
            },
            {
              path: 'rejects',
              lazy: async () => ({ Component: (await import('../features/rejects/rejects-page.tsx')).RejectsPage })
            },
            { path: '*', lazy: async () => ({ Component: (await import('./not-found.tsx')).NotFound }) }
          ]
        }
      ]
    }
  ])
}
