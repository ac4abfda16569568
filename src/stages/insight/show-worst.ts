import type { ExplainedModel } from '../../learning/insight/explained-model.js';
import type { Found, Judged } from './judged.js';
import type { SampledRows } from './read-sample.js';
import { shownValues } from './shown-values.js';

/** As many columns as a table beside the numbers has room for. */
const mostColumns = 6;

/** What stands in the columns that matter most, for each of the rows that were predicted worst. */
export function showWorst(
  { columns }: Pick<ExplainedModel, 'columns'>,
  sample: SampledRows,
  { ranked, judged }: { readonly ranked: readonly string[]; readonly judged: Judged },
): Found<'worst'> {
  const { fitted, hidden, worst } = judged;
  const known = new Set(columns);
  const isShown = (name: string): boolean =>
    known.has(name) && !hidden.has(name) && sample.batch.columns.get(name)?.kind !== 'pixels';
  const names = ranked.filter(isShown).slice(0, mostColumns);
  const placeOf = new Map(Array.from(sample.rowIds, (id, at) => [id, at]));
  const rows = worst.flatMap(({ row }) => {
    const place = placeOf.get(row);
    if (place === undefined) return [];
    return [{ row, values: shownValues(sample.batch, place, { names, hidden, fitted }) }];
  });
  return names.length === 0 || rows.length === 0 ? {} : { worst: { columns: names, rows } };
}
