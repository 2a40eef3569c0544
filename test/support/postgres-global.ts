/** One PostgreSQL server for all suites of a run that want one; vitest calls this before the first of them. */
import type { TestProject } from 'vitest/node'
import { preparePostgres } from './postgres-databases.ts'
import { findPostgres, startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Null where PostgreSQL is not installed. */
    postgresUrl: string | null
  }
}

export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (findPostgres() === undefined) {
    if (process.env['CI'] === 'true') throw new Error('The gate needs PostgreSQL: install the Debian package postgresql.')
    project.provide('postgresUrl', null)
    return undefined
  }
  const server = await startPostgres({ durable: false })
  await preparePostgres(server.url)
  project.provide('postgresUrl', server.url)
  return server.remove
}
