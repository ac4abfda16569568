import { associationsOf } from './associations.js';
import { pearsonOf } from './pearson.js';
import type { Associations } from './profile.js';
import { isLine, type KnownColumn, type ProfiledTable } from './profiled-table.js';
import { sampleCondition, type TableSample, tableSample } from './table-sample.js';

/** Which columns go together, and the sample of rows that says so. */
export interface Together {
  readonly associations: Associations;
  readonly sample: TableSample;
}

/** Compares the columns of a table with each other. The sample holds the column named `target` even if it is text. */
export async function columnsTogether(
  table: ProfiledTable,
  { target, signal }: { readonly target: string | undefined; readonly signal: AbortSignal },
): Promise<Together> {
  const columns = table.columns.filter(({ type, name }) => type !== 'text' || name === target);
  const compared = columns.filter(isComparable);
  const pairs = (compared.length * (compared.length - 1)) / 2;
  const wanted = Math.max(
    leastSampled,
    Math.min(mostSampled, Math.floor(mostWork / Math.max(1, pairs))),
  );
  const sample = await tableSample(table, columns, wanted);
  const lines = compared.filter(isLine);
  const all = table.rows * lines.length ** 2 <= mostProducts;
  const pearson = await pearsonOf(table, lines, all ? '' : sampleCondition(table.rows, wanted));
  const associations = await associationsOf({
    ...{ columns: compared, sample, pearson, signal },
    pearsonRows: all ? table.rows : sample.rows,
  });
  return { associations, sample };
}

/** Ids and texts go with nothing; a category of very many values seems to go with everything. */
function isComparable({ type, role, distinct }: KnownColumn): boolean {
  if (role === 'id' || type === 'text' || type === 'image' || distinct < 2) return false;
  return type !== 'category' || distinct <= mostCategories;
}

const mostCategories = 100;
const mostSampled = 100_000;
const leastSampled = 2000;
/** Rows of the sample times pairs of columns: a few seconds. */
const mostWork = 2e8;
/** Rows times columns times columns for Pearson's correlation: half a minute. */
const mostProducts = 2e10;
