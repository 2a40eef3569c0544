/** The list with this item in its new state: replaced where it stands, put first when new, taken out when it no longer belongs. */
export function withItem<Item extends { id: string }>(list: readonly Item[], item: Item, belongs: boolean): Item[] {
  const at = list.findIndex((each) => each.id === item.id)
  if (!belongs) return at < 0 ? [...list] : list.filter((each) => each.id !== item.id)
  return at < 0 ? [item, ...list] : list.map((each) => (each.id === item.id ? item : each))
}
