import { countedPercent, wholeFigure } from '../../../contracts/figure.js';
/** `1 test row`, `1,234 test rows`. */
export function rowsOf(count: number, split: string): string {
  return `${wholeFigure(count)} ${split} ${count === 1 ? 'row' : 'rows'}`;
}

/** A share of rows in per cent: `0.02 %`, `12 %`. */
export function shareOf(part: number, whole: number): string {
  return countedPercent(part / Math.max(1, whole));
}
