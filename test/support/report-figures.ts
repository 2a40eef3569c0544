/** Figures for who measures; the gate's log stays short. `npm run soak` sets FIGURES. */
export function reportFigures(line: string): void {
  if (process.env['FIGURES'] !== undefined) process.stdout.write(`figures: ${line}\n`)
}
