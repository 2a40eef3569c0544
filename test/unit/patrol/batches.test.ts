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

/** Lets each run go, one after the other, until all is answered. */
async function letGo<Answer>(runs: { go: () => void }[], answers: Promise<Answer>): Promise<Answer> {
  let isDone = false
  void answers.finally(() => {
    isDone = true
  })
  for (let index = 0; !isDone; ) {
    if (runs[index]) runs[index++]?.go()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return answers
}

it('What waits runs together, up to the size of a batch, each with its own answer', async () => {
  const { runs, add } = buildBatches()
  const answers = await letGo(runs, Promise.all(['a', 'b', 'c', 'd', 'e'].map(add)))
  expect(answers).toEqual(['a!', 'b!', 'c!', 'd!', 'e!'])
  expect(runs.map(({ items }) => items.join(''))).toEqual(['abc', 'de'])
})

it('One that cannot be taken fails alone', async () => {
  const { runs, add } = buildBatches()
  const answers = await letGo(runs, Promise.allSettled(['a', 'bad', 'b', 'c'].map(add)))
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  expect(runs.map(({ items }) => items.join(' '))).toEqual(['a bad b', 'a', 'bad', 'b', 'c'])
})

it('A failure that is nobody’s own fails the batch at once, and the next is tried', async () => {
  const { runs, add } = buildBatches()
  const answers = await letGo(runs, Promise.allSettled(['a', 'away', 'b', 'c'].map(add)))
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled'])
})
