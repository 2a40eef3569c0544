/** A database that cannot be used stops the start: one line that names the setting, and never the password. */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { postgresServer } from '../support/databases.ts'
import { administer, dropPostgresDatabase } from '../support/postgres-databases.ts'
import { spawnService } from '../support/service.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

async function failure(databaseUrl: string): Promise<{ code: number | null; line: string }> {
  const { child, dataDir } = await spawnService({
    site: 'site: { id: demo, name: Demo }',
    env: { DATABASE_URL: databaseUrl, LOG_LEVEL: 'trace' }
  })
  folders.push(dataDir)
  let line = ''
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => {
    line += chunk.toString()
  })
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  expect(output).not.toContain(new URL(databaseUrl).password)
  return { code, line }
}

const server = () => new URL(postgresServer() ?? '')

describe('a start with DATABASE_URL', () => {
  it('says that nobody listens there', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const address = closed.address()
    const port = typeof address === 'object' ? address?.port : 0
    closed.close()
    expect(await failure(`postgres://wuxun:pg-pass@127.0.0.1:${port}/wuxun`)).toEqual({
      code: 1,
      line: `DATABASE_URL: 127.0.0.1:${port}/wuxun cannot be used: connect ECONNREFUSED 127.0.0.1:${port}\n`
    })
  })

  it('gives up a server that takes the connection and says nothing', async () => {
    const mute = createServer().listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const address = mute.address()
    const port = typeof address === 'object' ? address?.port : 0
    const { code, line } = await failure(`postgres://wuxun:pg-pass@127.0.0.1:${port}/wuxun`)
    mute.close()
    expect(code).toBe(1)
    expect(line).toMatch(/^DATABASE_URL: 127\.0\.0\.1:\d+\/wuxun cannot be used: .*timeout.*\n$/)
  })

  it('says that the password is wrong, and not which one it was', async () => {
    const url = server()
    url.password = 'not-the-one'
    url.pathname = '/postgres'
    const { code, line } = await failure(url.href)
    expect(code).toBe(1)
    expect(line).toMatch(
      /^DATABASE_URL: 127\.0\.0\.1:\d+\/postgres cannot be used: password authentication failed for user "wuxun"\n$/
    )
  })

  it('says that there is no such database', async () => {
    const url = server()
    url.pathname = '/nowhere'
    const { code, line } = await failure(url.href)
    expect(code).toBe(1)
    expect(line).toMatch(/^DATABASE_URL: 127\.0\.0\.1:\d+\/nowhere cannot be used: database "nowhere" does not exist\n$/)
  })

  it('refuses a database that cannot hold every character', async () => {
    await administer(
      server().href,
      `create database latin encoding 'LATIN1' locale_provider libc lc_collate 'C' lc_ctype 'C' template template0`
    )
    const url = server()
    url.pathname = '/latin'
    expect(await failure(url.href)).toEqual({
      code: 1,
      line: 'DATABASE_URL: expected a database with encoding UTF8, found LATIN1\n'
    })
    await dropPostgresDatabase(url.href)
  })

  it('refuses another scheme', async () => {
    expect(await failure('mysql://wuxun:pg-pass@127.0.0.1/wuxun')).toMatchObject({
      code: 1,
      line: expect.stringMatching(/^DATABASE_URL: expected postgres:\/\/user:password@host:5432\/database, [^\n]*\n$/)
    })
  })
})
