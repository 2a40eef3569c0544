/** The service is started in three ways, and runs with the same settings of Node's in each. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<'start' | 'demo', string> }
const dockerfile = read('Dockerfile')

function settingsOf(text: string, command: string) {
  return { pool: /UV_THREADPOOL_SIZE=(\d+)/.exec(text)?.[1], options: /node ((?:--\S+ )+)dist\/server/.exec(command)?.[1] }
}

it('has a pool wide enough for the journal and a commit, however it is started', () => {
  expect(Number(settingsOf(scripts.start, scripts.start).pool)).toBeGreaterThan(6)
})

it.each([
  ['npm run demo', settingsOf(scripts.demo, scripts.demo)],
  ['the image', settingsOf(dockerfile, (JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? '[]') as string[]).join(' '))]
])('%s runs as npm start does', (_, settings) => {
  expect(settings).toEqual(settingsOf(scripts.start, scripts.start))
  expect(settings.options).toBeDefined()
})
