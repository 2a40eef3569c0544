/** Equipment that sent nothing at all, though something of it is due at intervals: then its states are missing as well. Pure. */
import type { LogFigure } from './log-figure.ts'
import type { LogSeries } from './log-port.ts'
import type { Span } from './spans.ts'

/** `figures` of one span, all that there are of each equipment. What comes on change only is alone never missing. */
export function withSilence<Figure extends LogSeries & LogFigure>(figures: readonly Figure[], { from }: Span): Figure[] {
  const spoke = new Set(figures.filter(({ count }) => count > 0).map(({ equipment }) => equipment))
  return figures.map((figure) => {
    if (spoke.has(figure.equipment) || figure.gaps.length > 0) return figure
    const gap = figures.find(({ equipment, gaps }) => equipment === figure.equipment && gaps.length > 0)?.gaps.at(-1)
    return gap ? { ...figure, gaps: [{ from, to: gap.to }] } : figure
  })
}
