/** Learned baselines beside a plain 4-sigma rule, on simulated weeks with creeping faults. */
import { runTrial, type Tally } from '../support/anomaly-trial.ts'

/** Two weeks to learn, one healthy week, then each fault for three days; some 2 min of processor time a seed. */
export function reportAnomaly(seeds: readonly string[], progress: (text: string) => void): string {
  const { learned, plain } = runTrial({ seeds, learnDays: 14, healthyDays: 7, faultDays: 3, progress })
  const columns = ['', 'precision', 'recall', 'false alarms a week of one equipment', 'delay, median', 'delay, longest']
  const lines = [
    ['learned baseline', ...figuresOf(learned)],
    ['plain 4 sigma', ...figuresOf(plain)]
  ]
  return [columns, columns.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function figuresOf({ found, missed, falseAlarms, delaysH, healthyWeeks }: Tally): string[] {
  const delays = [...delaysH].sort((one, other) => one - other)
  const hours = (value: number | undefined) => (value === undefined ? '–' : `${value.toFixed(1)} h`)
  return [
    (found / (found + falseAlarms)).toFixed(2),
    `${found} of ${found + missed}`,
    `${(falseAlarms / healthyWeeks).toFixed(2)} (${falseAlarms} in ${healthyWeeks})`,
    hours(delays[Math.floor(delays.length / 2)]),
    hours(delays.at(-1))
  ]
}
