import { describe, expect, it } from 'vitest'
import { routePresets } from '../../../dashboard/src/features/setup/route-presets.ts'
import { toRouteBody, toRouteValues } from '../../../dashboard/src/features/setup/route-values.ts'
import { routeSchema } from '../../../server/contract/site.ts'

describe('A preset', () => {
  it.each(routePresets)('$id is a route the service takes, unchanged by the form', ({ id, zh, plan }) => {
    const values = toRouteValues({ id, name: zh, checkpoints: ['gate'], ...plan })
    const body = toRouteBody({ id: '', name: '', ...values } as Parameters<typeof toRouteBody>[0], true)
    const expected = { id, name: zh, checkpoints: ['gate'], ...plan }
    expect(routeSchema.parse(body)).toEqual(routeSchema.parse(expected))
  })

  it('has an id of its own, and a source', () => {
    expect(new Set(routePresets.map(({ id }) => id)).size).toBe(routePresets.length)
    expect(routePresets.filter(({ source }) => source === '')).toEqual([])
  })
})

it('A route that is changed to so often a period loses its windows', () => {
  const values = toRouteValues({ id: 'day', name: '日', checkpoints: ['gate'], windows: ['07:00-09:00'], days: [1] })
  const body = toRouteBody({ ...values, rhythm: 'times' } as Parameters<typeof toRouteBody>[0], false)
  expect(body).toMatchObject({ windows: [], days: [], times: { count: 1, per: 'day' }, season: null })
})
