/** Readings into buckets, one after another: for buckets so narrow that hardly any is filled. */
import type { BucketPlan } from './bucket-edges.ts'
import type { NumberPoint } from './external-store.ts'
import type { BucketQuery } from './reading-store.ts'

type Bucket = { ts: number; sum: number; count: number; min: number; max: number; last: number }

/** `points` ascending. */
export async function gatherBuckets(
  points: AsyncIterable<NumberPoint>,
  plan: BucketPlan,
  fn: BucketQuery['fn']
): Promise<NumberPoint[]> {
  const startOf = bucketStart(plan)
  const buckets: Bucket[] = []
  for await (const [ts, num] of points) {
    const start = startOf(ts)
    const open = buckets.at(-1)
    if (open?.ts === start) add(open, num)
    else buckets.push({ ts: start, sum: num, count: 1, min: num, max: num, last: num })
  }
  return buckets.map((bucket) => [bucket.ts, fn === 'avg' ? bucket.sum / bucket.count : bucket[fn]])
}

export function bucketStart(plan: BucketPlan): (ts: number) => number {
  if (plan.type === 'epoch') return (ts) => ts - (ts % plan.step)
  return (ts) => plan.edges.findLast((edge) => edge <= ts) ?? ts
}

function add(bucket: Bucket, num: number): void {
  bucket.sum += num
  bucket.count++
  bucket.min = Math.min(bucket.min, num)
  bucket.max = Math.max(bucket.max, num)
  bucket.last = num
}
