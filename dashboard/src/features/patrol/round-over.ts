import type { RoundItem } from '../../../../server/contract/patrol.ts'

/** What is missing is missed only once nothing more is waited for. */
export function isOver({ status }: Pick<RoundItem, 'status'>): boolean {
  return status === 'partial' || status === 'missed'
}
