/** What a running log needs of the reading store and of the equipment: the small part it uses, for either to be passed in. */
export type Value = number | boolean | string
export type Point = [ts: number, value: Value]

export type LogReadings = {
  /** Raw, ascending, `[from, to)` in ms, at most `limit`. */
  range(query: { equipment: string; metric: string; from: number; to: number; limit: number }): Promise<Point[]>
  /** `step` in ms; a bucket's ts is its start, aligned to the epoch; empty ones are left out. */
  buckets(query: {
    equipment: string
    metric: string
    from: number
    to: number
    step: number
    fn: 'avg' | 'min' | 'max' | 'last' | 'count'
    timezone: string
  }): Promise<Point[]>
}

/** `sample`: seconds between readings; left out where one comes on change only. */
export type MetricFacts = {
  type: 'number' | 'boolean' | 'string' | 'counter'
  zh: string
  en: string
  unit?: string
  sample?: number
}

export type LogSeries = MetricFacts & { equipment: string; metric: string }

export type LogEquipment = { id: string; name: string; location: string; metrics: Readonly<Record<string, MetricFacts>> }
