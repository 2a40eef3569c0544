import { expect, it } from 'vitest'
import { createBatches } from '../../../server/patrol/batches.ts'

/** Runs that wait until they are let go; a batch with `bad` in it fails, `away` fails for everybody. */
function buildBatches() {
  const runs: { items: readonly string[]; go: () => void }[] = []
  const add = createBatches<string, string>({
    run: (items) =>
      new Promise((resolve, reject) => {
        const fault = items.find((item) => item === 'bad' || item === 'away')
        const go = () => (fault ? reject(new Error(fault)) : resolve(items.map((item) => `${item}!`)))
        runs.push({ items, go })
      }),
    sizeOf: () => 1,
    most: 3,
    isShared: (error) => error instanceof Error && error.message === 'away'
  })
  return { runs, add }
}

/** Until nothing is left to run. */
async function letGo(runs: { go: () => void }[]): Promise<void> {
  for (let index = 0; index < runs.length; index++) {
    runs[index]?.go()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

it('What comes while one runs goes into the next, up to its size, each with its own answer', async () => {
  const { runs, add } = buildBatches()
  const answers = ['a', 'b', 'c', 'd', 'e'].map(add)
  await letGo(runs)
  expect(await Promise.all(answers)).toEqual(['a!', 'b!', 'c!', 'd!', 'e!'])
  expect(runs.map(({ items }) => items.join(''))).toEqual(['a', 'bcd', 'e'])
})

it('One that cannot be taken fails alone', async () => {
  const { runs, add } = buildBatches()
  const answers = Promise.allSettled(['a', 'b', 'bad', 'c'].map(add))
  await letGo(runs)
  expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(runs.map(({ items }) => items.join(' '))).toEqual(['a', 'b bad c', 'b', 'bad', 'c'])
})

it('A failure that is nobody’s own fails the batch at once, and the next is tried', async () => {
  const { runs, add } = buildBatches()
  const answers = Promise.allSettled(['a', 'b', 'away', 'c', 'd'].map(add))
  await letGo(runs)
  expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled'])
})
