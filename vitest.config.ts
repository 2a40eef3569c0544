import { defineConfig } from 'vitest/config'

/** Suites that run twice: on the embedded SQLite, and on a PostgreSQL of their own. */
const onBothDatabases = [
  'test/integration/alarm-holds.test.ts',
  'test/integration/one-cause.test.ts',
  'test/integration/effect-check.test.ts',
  'test/integration/apply-site.test.ts',
  'test/integration/clocks.test.ts',
  'test/integration/crash.test.ts',
  'test/integration/desk.test.ts',
  'test/integration/dispatch.test.ts',
  'test/integration/http-*.test.ts',
  'test/integration/people.test.ts',
  'test/integration/permits.test.ts',
  'test/integration/audit.test.ts',
  'test/integration/audit-crash.test.ts',
  'test/integration/register.test.ts',
  'test/integration/rule-store.test.ts',
  'test/integration/start-and-stop.test.ts',
  'test/integration/telling*.test.ts',
  'test/contract/database.test.ts',
  'test/integration/patrol-positions.test.ts',
  'test/integration/patrol-report.test.ts',
  'test/integration/patrol-sensors.test.ts',
  'test/integration/patrol-sync.test.ts',
  'test/integration/worked-month.test.ts',
  'test/integration/jobs.test.ts',
  'test/e2e/reading-to-ticket.test.ts'
]

export default defineConfig({
  test: {
    // Worker threads of the journal are TypeScript too: they inherit the loader.
    execArgv: ['--import', './.ci/typescript-threads.mjs'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'dist/test-report.json' }]],
    projects: [
      { extends: true, test: { name: 'embedded', include: ['test/**/*.test.ts'], exclude: ['test/postgres/**'] } },
      {
        extends: true,
        test: {
          name: 'postgresql',
          include: ['test/postgres/**/*.test.ts', ...onBothDatabases],
          // About the web alone: what they ask of the database, others ask here.
          exclude: ['test/integration/http-{contract,attachments,why,past-why,rules}.test.ts'],
          globalSetup: ['test/support/postgres-global.ts'],
          setupFiles: ['test/support/skip-without-postgres.ts']
        }
      }
    ]
  }
})
