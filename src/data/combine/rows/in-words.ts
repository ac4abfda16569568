/** A number with separators, such as `1,204`. */
export function inWords(count: number): string {
  return count.toLocaleString('en-US');
}

/** Such as `1 row` or `1,204 rows`; also of other nouns. */
export function rowCount(count: number, noun = 'row'): string {
  return `${inWords(count)} ${noun}${count === 1 ? '' : 's'}`;
}
