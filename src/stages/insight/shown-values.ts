import type { Batch } from '../../contracts/batch.js';
import type { FittedFeatures } from '../../data/features/fitted-features.js';

const mostLetters = 80;

/**
 * What stands in some columns of a row, fit to be shown: times as ISO 8601, long texts cut. Hidden columns and images are left
 * out.
 */
export function shownValues(
  batch: Batch,
  row: number,
  {
    names,
    hidden,
    fitted,
  }: {
    readonly names: readonly string[];
    readonly hidden: ReadonlySet<string>;
    readonly fitted: FittedFeatures;
  },
): Readonly<Record<string, string | number | null>> {
  const typeOf = new Map(fitted.columns.map(({ name, type }) => [name, type]));
  const entries = names.flatMap((name): [string, string | number | null][] => {
    const vector = batch.columns.get(name);
    if (hidden.has(name) || vector === undefined || vector.kind === 'pixels') return [];
    const value = vector.values[row];
    if (typeof value === 'string') return [[name, cut(value)]];
    if (typeof value !== 'number' || !Number.isFinite(value)) return [[name, null]];
    const type = typeOf.get(name);
    if (type === 'boolean') return [[name, value === 1 ? 'true' : 'false']];
    return [[name, type === 'timestamp' ? new Date(value).toISOString() : value]];
  });
  return Object.fromEntries(entries);
}

function cut(text: string): string {
  const letters = Array.from(text.slice(0, 4 * mostLetters));
  return letters.length <= mostLetters ? text : `${letters.slice(0, mostLetters - 1).join('')}…`;
}
