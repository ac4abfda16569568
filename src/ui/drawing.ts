import type { Symbols } from './symbols.js';

/** A bar of `width` columns, filled to a fraction. */
export function bar(fraction: number, width: number, symbols: Symbols): string {
  const share = Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0;
  const full = share === 1 ? width : Math.min(width - 1, Math.floor(share * width));
  return (
    symbols.barFull.repeat(Math.max(0, full)) + symbols.barEmpty.repeat(Math.max(0, width - full))
  );
}

/** The newest values as one row of blocks, the lowest at the floor and the highest at the top. */
export function sparkline(values: readonly number[], width: number, { spark }: Symbols): string {
  const shown = condensed(values.filter(Number.isFinite), width);
  const least = Math.min(...shown);
  const span = Math.max(...shown) - least;
  const top = spark.length - 1;
  return shown
    .map((value) => spark[span === 0 ? 0 : Math.round(((value - least) / span) * top)] ?? '')
    .join('');
}

/** At most `width` values: means of neighbours, so that a long history keeps its shape. */
function condensed(values: readonly number[], width: number): number[] {
  if (values.length <= width) return [...values];
  return Array.from({ length: width }, (_, at) => {
    const from = Math.floor((at * values.length) / width);
    const to = Math.max(from + 1, Math.floor(((at + 1) * values.length) / width));
    const part = values.slice(from, to);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
