import { lazy, Suspense } from 'react'
import { PageLoading } from '../states.tsx'
import type { TimeChartProps } from './time-chart.tsx'

const TimeChart = lazy(async () => ({ default: (await import('./time-chart.tsx')).TimeChart }))

/** uPlot comes with the first chart somebody looks at. */
export function LazyChart(props: TimeChartProps) {
  return (
    <Suspense fallback={<PageLoading rows={4} />}>
      <TimeChart {...props} />
    </Suspense>
  )
}
