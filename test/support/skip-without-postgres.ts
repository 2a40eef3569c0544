import { beforeEach, inject } from 'vitest'

beforeEach((context) => context.skip(inject('postgresUrl') === null, 'PostgreSQL is not installed'))
