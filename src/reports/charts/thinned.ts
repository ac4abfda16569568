/** At most `most` of the items, evenly spread, first and last among them, and in any case those that are to be kept. */
export function thinned<Item>(
  items: readonly Item[],
  most: number,
  isKept: (item: Item) => boolean = () => false,
): readonly Item[] {
  if (items.length <= most) return items;
  const step = (items.length - 1) / (most - 1);
  const places = new Set(Array.from({ length: most }, (_, at) => Math.round(at * step)));
  return items.filter((item, at) => places.has(at) || isKept(item));
}
