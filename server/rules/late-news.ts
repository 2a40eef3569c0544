/** What came too late to be judged in its place, and whose rules it concerns: their history has to be gone over again. */
import { promptMs } from '../../gateway/reading.ts'
import type { BoundTree } from './bind-tree.ts'
import { momentOf } from './judge-tree.ts'
import type { EquipmentRules, RuleInstance, SeriesRules } from './rule-index.ts'

/** `equipment`: whose rules look at it. */
export type LateNews = { equipment: string; ts: number; receivedAt: number }

type Came = { ts: number; receivedAt: number }

export type LateNewsDesk = {
  /** A newer reading of its metric was judged before. */
  overtaken(series: SeriesRules, came: Came): void
  /**
   * The newest of its metric or code, but trees have judged what is newer of others, or should have judged in between.
   * Within 5 s the order of arrival stands.
   */
  behind(trees: readonly RuleInstance[], came: Came): void
  /** A newer event that these look at was judged before. */
  overtakenEvent(whose: readonly RuleInstance[], came: Came): void
  /** Our clock ended a delay before what would have broken it came. */
  afterTheFact(instance: RuleInstance, came: Came): void
}

export function createLateNews(tell: ((news: LateNews) => void) | undefined): LateNewsDesk {
  function tellAll(instances: Iterable<RuleInstance>, { ts, receivedAt }: Came): void {
    if (!tell) return
    const whose = new Set<string>()
    for (const { equipment } of instances) whose.add(equipment)
    for (const equipment of whose) tell({ equipment, ts, receivedAt })
  }

  return {
    overtaken: ({ instances, trees, tests }, came) => tellAll([...instances, ...trees, ...tests], came),
    behind(trees, came) {
      if (!tell || trees.length === 0 || came.receivedAt - came.ts <= promptMs) return
      tellAll(
        trees.filter(({ tree }) => tree && (momentOf(tree, -Infinity, false) > came.ts || hasSlid(tree, came.ts))),
        came
      )
    },
    overtakenEvent: tellAll,
    afterTheFact(instance, came) {
      if (tell && came.ts < instance.ranOutTs) tellAll([instance], came)
    }
  }
}

/** By then something had left a window that slides by itself: our clock, which slides it, has not been there. */
function hasSlid({ sliding }: BoundTree, ts: number): boolean {
  return sliding.some(({ window }) => window.exit() < ts)
}

/** Other equipment that the trees on this one look at. */
export function neighboursOf({ id, instances }: EquipmentRules): string[] {
  const found = new Set<string>()
  for (const { tree } of instances) {
    for (const { on } of tree?.series ?? []) found.add(on.id)
    for (const on of [...(tree?.eventful ?? []), ...(tree?.silent ?? [])]) found.add(on.id)
  }
  found.delete(id)
  return [...found]
}
