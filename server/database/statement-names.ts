/** Statements that get a name, and the longest text worth one: texts of large batches hardly ever come twice. */
const capacity = 200
const longestText = 4_000

/**
 * Names for statements that come again and again: PostgreSQL then parses and plans them once a
 * connection; the best tenth of settlements went from 5.5 to 4.1 ms (test/bench/settle-latency.ts). First come, first named: a server forgets a name only with its
 * connection, so none is given twice. Transaction commands have no parameters and get none.
 */
export function createStatementNames(): (text: string, parameters: number) => string | undefined {
  const names = new Map<string, string>()
  return (text, parameters) => {
    const known = names.get(text)
    if (known !== undefined || parameters === 0 || text.length > longestText || names.size >= capacity) return known
    const name = `wuxun_${names.size}`
    names.set(text, name)
    return name
  }
}
