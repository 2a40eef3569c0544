import { beforeEach, describe, expect, it } from 'vitest'
import { createGroupCommit, type GroupCommit } from '../../../server/store/group-commit.ts'
import { createFakeClock } from '../../support/fake-clock.ts'
import { createGate, type Gate } from '../../support/gate.ts'

const stallMs = 5000

let clock = createFakeClock()
let groups: string[][] = []
let answers: string[] = []
let failures: string[] = []
let gates: Gate[] = []
let commits: GroupCommit<string>

/** Each commit waits at a gate of its own until the test opens or breaks it. */
function createCommits(maxItems = 100): GroupCommit<string> {
  return createGroupCommit<string>({
    commit(items) {
      const gate = createGate()
      groups.push(items)
      gates.push(gate)
      return gate.passed
    },
    now: clock.now,
    stallMs,
    maxItems,
    onFailure: (error) => failures.push(error instanceof Error ? error.message : String(error))
  })
}

function accept(...items: string[]): void {
  for (const item of items) commits.accept(item, (error) => answers.push(error ? `${item}: ${error.message}` : item))
}

async function open(index: number): Promise<void> {
  gates[index]?.open()
  await turn()
}

async function breakDown(index: number): Promise<void> {
  gates[index]?.fail(new Error('disk full'))
  await turn()
}

/** Lets everything run that waits for nothing but its turn. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

beforeEach(() => {
  clock = createFakeClock()
  groups = []
  answers = []
  failures = []
  gates = []
  commits = createCommits()
})

describe('a group commit', () => {
  it('begins with the first item and gathers what comes meanwhile into the next group', async () => {
    accept('a', 'b', 'c')
    expect(groups).toEqual([['a']])
    await open(0)
    expect(answers).toEqual(['a'])
    expect(groups).toEqual([['a'], ['b', 'c']])
    accept('d')
    await open(1)
    await open(2)
    expect(groups).toEqual([['a'], ['b', 'c'], ['d']])
    expect(answers).toEqual(['a', 'b', 'c', 'd'])
  })

  it('answers nobody before the commit is done', async () => {
    accept('a', 'b')
    await turn()
    expect(answers).toEqual([])
  })

  it('never runs two commits at once', async () => {
    accept('a', 'b')
    commits.poke()
    await turn()
    expect(groups).toHaveLength(1)
  })

  it('bounds a group, and keeps the order', async () => {
    commits = createCommits(2)
    accept('a', 'b', 'c', 'd')
    for (let index = 0; index < 3; index++) await open(index)
    expect(groups).toEqual([['a'], ['b', 'c'], ['d']])
    expect(answers).toEqual(['a', 'b', 'c', 'd'])
  })

  it('takes items that come out of an answer', async () => {
    commits.accept('a', () => accept('b'))
    await open(0)
    await open(1)
    expect(groups).toEqual([['a'], ['b']])
    expect(answers).toEqual(['b'])
  })

  it('runs an empty commit when poked, but once only for many pokes', async () => {
    for (let poke = 0; poke < 3; poke++) commits.poke()
    expect(groups).toEqual([[]])
    await open(0)
    await open(1)
    await turn()
    expect(groups).toEqual([[], []])
  })

  it('is settled when nothing waits and nothing runs', async () => {
    await commits.settled()
    accept('a', 'b')
    let settled = false
    const waiting = commits.settled().then(() => {
      settled = true
    })
    await open(0)
    expect(settled).toBe(false)
    await open(1)
    await waiting
    expect(answers).toEqual(['a', 'b'])
  })
})

describe('a group commit that fails', () => {
  it('lets its group go, and all who came meanwhile', async () => {
    accept('a', 'b', 'c')
    await breakDown(0)
    expect(answers).toEqual(['a: commit failed', 'b: commit failed', 'c: commit failed'])
    expect(failures).toEqual(['disk full'])
    expect(groups).toEqual([['a']])
    await commits.settled()
  })

  it('is not available until a commit goes again', async () => {
    accept('a')
    await breakDown(0)
    expect(commits.available()).toBe(false)
    accept('b')
    expect(commits.available()).toBe(false)
    await open(1)
    expect(answers).toEqual(['a: commit failed', 'b'])
    expect(commits.available()).toBe(true)
  })

  it('tries again by itself, a second later, with an empty commit', async () => {
    accept('a')
    await breakDown(0)
    clock.advance(999)
    commits.watch()
    expect(groups).toHaveLength(1)
    clock.advance(1)
    commits.watch()
    expect(groups).toEqual([['a'], []])
    await breakDown(1)
    expect(commits.available()).toBe(false)
    clock.advance(1000)
    commits.watch()
    await open(2)
    expect(commits.available()).toBe(true)
    clock.advance(1000)
    commits.watch()
    expect(groups).toHaveLength(3)
  })
})

describe('a group commit that stalls', () => {
  it('lets all who wait go after 5 s, once', async () => {
    accept('a', 'b')
    clock.advance(stallMs)
    commits.watch()
    expect(answers).toEqual([])
    clock.advance(1)
    commits.watch()
    commits.watch()
    expect(answers).toEqual(['a: commit takes longer than 5000 ms', 'b: commit takes longer than 5000 ms'])
    expect(failures).toEqual(['commit takes longer than 5000 ms'])
    expect(commits.available()).toBe(false)
  })

  it('lets nobody begin to wait behind it', () => {
    accept('a')
    clock.advance(stallMs + 1)
    commits.watch()
    accept('b')
    expect(answers).toEqual(['a: commit takes longer than 5000 ms', 'b: commit takes longer than 5000 ms'])
  })

  it('is available again when it ends well after all, and answers nobody twice', async () => {
    accept('a')
    clock.advance(stallMs + 1)
    commits.watch()
    await open(0)
    expect(commits.available()).toBe(true)
    expect(answers).toHaveLength(1)
    accept('b')
    await open(1)
    expect(answers[1]).toBe('b')
  })

  it('is tried again when it ends badly', async () => {
    accept('a')
    clock.advance(stallMs + 1)
    commits.watch()
    await breakDown(0)
    expect(answers).toHaveLength(1)
    expect(commits.available()).toBe(false)
    clock.advance(1000)
    commits.watch()
    await open(1)
    expect(commits.available()).toBe(true)
  })
})
