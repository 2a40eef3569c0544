import { expect, it } from 'vitest'
import { checkpointSchema, routeSchema } from '../../../server/contract/site.ts'
import { coverageOf } from '../../../server/patrol/coverage.ts'

const checkpoints = ['gate', 'hall', 'roof'].map((id) => checkpointSchema.parse({ id, name: id }))
const route = (ids: string[]) =>
  routeSchema.parse({ id: ids.join('-'), name: '巡逻', checkpoints: ids, windows: ['07:00-09:00'] })

it.each([
  ['no route', [], ['gate', 'hall', 'roof']],
  ['one route', [route(['gate', 'hall'])], ['roof']],
  ['routes that share a place', [route(['gate', 'hall']), route(['gate', 'roof'])], []]
])('With %s the blind spots are those that none goes to', (_, routes, blind) => {
  const coverage = coverageOf({ checkpoints, routes })
  expect(coverage.checkpoints).toBe(3)
  expect(coverage.blindSpots.map(({ id }) => id)).toEqual(blind)
})
