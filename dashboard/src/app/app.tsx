import { RouterProvider } from 'react-router'
import { LiveProvider } from '../lib/live-context.tsx'
import { Providers } from './providers.tsx'
import { createRouter } from './router.tsx'

const router = createRouter()

export function App() {
  return (
    <Providers>
      {({ client }) => (
        <LiveProvider client={client}>
          <RouterProvider router={router} />
        </LiveProvider>
      )}
    </Providers>
  )
}
