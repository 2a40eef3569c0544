import { describe, expect, it } from 'vitest'
import { toField, toPoints } from '../../../server/store/line-writer.ts'

describe('toPoints', () => {
  it('puts what an equipment said of one moment on one line', () => {
    const points = toPoints(
      [
        { equipment: 'pump-1', metric: 'outlet_pressure', ts: 1000, num: 0.42 },
        { equipment: 'pump-2', metric: 'running', ts: 1000, num: 0 },
        { equipment: 'pump-1', metric: 'running', ts: 1000, num: 1 },
        { equipment: 'pump-1', metric: 'running', ts: 1001, num: -1e-7 }
      ],
      'demo'
    )
    expect(points.map((point) => point.toLineProtocol())).toEqual([
      'wuxun,equipment=pump-1,site=demo outlet_pressure=0.42,running=1 1000',
      'wuxun,equipment=pump-2,site=demo running=0 1000',
      'wuxun,equipment=pump-1,site=demo running=-1e-7 1001'
    ])
  })
})

describe('toField', () => {
  it.each([
    ['outlet_pressure', 'outlet_pressure'],
    ['a.b-c', 'a.b-c'],
    ['a b="c",\\', 'a%20b%3D%22c%22%2C%5C'],
    ['100%', '100%25'],
    ['泵', '%E6%B3%B5'],
    ['🚰\n', '%F0%9F%9A%B0%0A']
  ])('writes %j as %s', (metric, field) => {
    expect(toField(metric)).toBe(field)
  })
})
