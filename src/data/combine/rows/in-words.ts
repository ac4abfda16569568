import { wholeFigure } from '../../../contracts/figure.js';

/** Such as `1 row` or `1,204 rows`; also of other nouns. */
export function rowCount(count: number, noun = 'row'): string {
  return `${wholeFigure(count)} ${noun}${count === 1 ? '' : 's'}`;
}
