/** What was sent and what was acknowledged, per equipment: the claim that the stored readings are held against. */
export type LedgerEntry = { equipment: string; sent: number; acknowledged: number[] }

export function createLedger() {
  const entries = new Map<string, LedgerEntry>()

  function of(equipment: string): LedgerEntry {
    const found = entries.get(equipment) ?? { equipment, sent: 0, acknowledged: [] }
    entries.set(equipment, found)
    return found
  }

  return {
    sent(equipment: string): void {
      of(equipment).sent++
    },
    acknowledged(equipment: string, ts: number): void {
      of(equipment).acknowledged.push(ts)
    },
    entries: (): readonly LedgerEntry[] => [...entries.values()],
    /** Messages acknowledged so far. */
    total: (): number => [...entries.values()].reduce((sum, { acknowledged }) => sum + acknowledged.length, 0)
  }
}

export type Ledger = ReturnType<typeof createLedger>
