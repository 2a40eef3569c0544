/** Pages of a list that has no age: by id, the cursor is the last one seen. */
import type { Page, PageQuery } from '../contract/common.ts'

/** `items` sorted by id. */
export function pageById<Item>(items: readonly Item[], idOf: (item: Item) => string, { limit, cursor }: PageQuery): Page<Item> {
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString()
  const rest = items.filter((item) => idOf(item) > after)
  const page = rest.slice(0, limit)
  const last = rest.length > limit ? page.at(-1) : undefined
  return { items: page, nextCursor: last ? Buffer.from(idOf(last)).toString('base64url') : null }
}
