export const figureNames = ['ratePer10min', 'flood', 'busyBins', 'chattering', 'fleeting', 'stale', 'topTen', 'mtta'] as const
export type FigureName = (typeof figureNames)[number]

const shares = new Set<FigureName>(['flood', 'busyBins', 'topTen'])

/** "–" for no data, as domain.md §10 asks: neither 0 nor 100 %. `span` says seconds. */
export function sayFigure(name: FigureName, value: number | null, span: (seconds: number) => string): string {
  if (value === null) return '–'
  if (name === 'mtta') return span(value)
  if (shares.has(name)) return sayShare(value)
  return String(Number(value.toFixed(2)))
}

/** 0.0153 → "1.5 %". */
export function sayShare(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
