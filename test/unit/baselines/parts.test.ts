import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../../gateway/catalogue.ts'
import { baselineBytes } from '../../../server/baselines/baseline.ts'
import { add, foretell, regressionCells, solve } from '../../../server/baselines/regression.ts'
import { loadRelations, maxTerms, parseTerm, termValue } from '../../../server/baselines/relations.ts'
import { learn, robustCells } from '../../../server/baselines/robust.ts'
import { createRandom } from '../../../simulators/random.ts'

describe('centre and spread', () => {
  function learned(values: number[]): { centre: number; spread: number } {
    const cells = new Float64Array(robustCells)
    for (const value of values) learn(cells, 0, value)
    return { centre: cells[1] ?? Number.NaN, spread: cells[2] ?? Number.NaN }
  }
  const rng = createRandom(7)
  const noise = Array.from({ length: 2000 }, () => 20 + rng.gauss(2))

  it('are those of a normal distribution', () => {
    const { centre, spread } = learned(noise)
    expect(centre).toBeGreaterThan(19)
    expect(centre).toBeLessThan(21)
    expect(spread).toBeGreaterThan(1.5)
    expect(spread).toBeLessThan(2.6)
  })

  it('are hardly moved by one wild value in twenty', () => {
    const { centre, spread } = learned(noise.map((value, index) => (index % 20 === 19 ? 1000 : value)))
    expect(Math.abs(centre - 20)).toBeLessThan(1.5)
    expect(spread).toBeLessThan(4)
  })

  it('follow a slow change within some hundred values', () => {
    expect(learned([...noise.slice(0, 500), ...noise.slice(0, 300).map((value) => value + 3)]).centre).toBeGreaterThan(21.5)
  })
})

describe('a regression', () => {
  const rng = createRandom(3)
  const weights = [2, 0.5, -3]

  function fitted(wild: boolean) {
    const cells = new Float64Array(regressionCells(2))
    for (let each = 0; each < 500; each++) {
      const x = [rng.between(0, 1000), rng.between(0, 1)]
      const y = foretell(weights, x) + rng.gauss(0.1)
      add(cells, x, wild && each % 10 === 9 ? y + 50 : y, wild && each % 10 === 9 ? 0.004 : 1)
    }
    return solve(cells, 2)
  }

  it('finds the weights, whatever the size of its terms, and though some values are off', () => {
    for (const wild of [false, true]) {
      const found = fitted(wild)?.weights ?? []
      for (const [index, weight] of weights.entries()) expect(Math.abs((found[index] ?? 0) - weight)).toBeLessThan(0.1)
    }
  })

  it('says how far a question lies from all it has learned of', () => {
    const fit = fitted(false)
    expect(fit?.remoteness([500, 0.5])).toBeLessThan(1)
    expect(fit?.remoteness([1000, 1])).toBeLessThan(4)
    expect(fit?.remoteness([3000, 0.5])).toBeGreaterThan(10)
  })

  it('copes with terms that say the same, and knows nothing before it has learned', () => {
    const cells = new Float64Array(regressionCells(2))
    expect(solve(cells, 2)).toBeUndefined()
    for (let each = 0; each < 100; each++) add(cells, [each, 2 * each], 3 * each, 1)
    const fit = solve(cells, 2)
    expect(foretell(fit?.weights ?? [], [50, 100])).toBeCloseTo(150, 1)
  })
})

describe('relations', () => {
  it('are known physics of metrics that the catalogue has', () => {
    const pump = loadRelations(loadCatalogue()).get('booster_pump')
    expect(pump?.get('motor_power')).toMatchObject({
      while: 'running',
      follows: [{ text: 'frequency^3' }, { text: 'frequency^3 * flow' }]
    })
    expect(pump?.get('bearing_temp')).toMatchObject({ lagMs: 1_200_000 })
  })

  it.each([
    ['flow', 3],
    ['flow^2', 9],
    ['frequency^3 * flow', 24]
  ])('%s is %d with flow 3 and frequency 2', (text, expected) => {
    expect(termValue(parseTerm(text), (metric) => ({ flow: 3, frequency: 2 })[metric])).toBe(expected)
  })

  it.each(['', 'Flow', 'flow^', 'flow^0', 'flow + 1', 'flow*'])('refuse the term "%s"', (text) => {
    expect(() => parseTerm(text)).toThrow('expected a term')
  })

  it('are unknown while one of their metrics is', () => {
    expect(termValue(parseTerm('flow * pressure'), (metric) => (metric === 'flow' ? 3 : undefined))).toBeUndefined()
  })

  it('keep a metric below 1.7 KB', () => {
    expect(baselineBytes(maxTerms)).toBeLessThan(1700)
  })
})
