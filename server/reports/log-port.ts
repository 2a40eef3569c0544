/** What a running log needs of the reading store and of the equipment: the small part it uses, for either to be passed in. */
import type { ReadingPoint, ReadingStore } from '../store/reading-store.ts'

export type Point = ReadingPoint
export type Value = ReadingPoint[1]
export type LogReadings = Pick<ReadingStore, 'range' | 'buckets'>

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
