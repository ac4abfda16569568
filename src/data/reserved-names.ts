import { rowColumn } from '../contracts/table.js';
import { MlxError } from '../errors/index.js';

/** The name under which DuckDB numbers the rows of a Parquet file. */
export const fileRowColumn = 'file_row_number';

const misfitPrefix = '__misfit ';

/** The column that holds, as text, what does not fit the declared type of another. */
export function misfitColumn(name: string): string {
  return `${misfitPrefix}${name}`;
}

/** The column that holds the split of a row while the splits are written: no table has one of this name. */
export const splitColumn = misfitColumn('split');

/**
 * Refuses names that would clash with a column mlx adds on the way, in any letter case, as SQL does not tell cases
 * apart. Throws `data/column-reserved`; `where` is the file that has the column, or undefined for the whole table.
 */
export function refuseReserved(names: readonly string[], where?: string): void {
  const taken = names.find(isReserved);
  if (taken !== undefined) throw reserved(taken, where, 'Rename the column');
}

/** As {@link refuseReserved}, for the names in the finished table: there {@link fileRowColumn} is kept free, too. */
export function refuseReservedInTable(names: readonly string[]): void {
  refuseReserved(names);
  const taken = names.find((name) => name.toLowerCase() === fileRowColumn);
  if (taken === undefined) return;
  const hint = `Give it another name: \`ingest: { columns: { row_number: { from: ${taken} } } }\``;
  throw reserved(taken, undefined, hint);
}

function isReserved(name: string): boolean {
  const lower = name.toLowerCase();
  return lower === rowColumn || lower.startsWith(misfitPrefix);
}

function reserved(name: string, where: string | undefined, hint: string): MlxError {
  const holder = where === undefined ? 'The table' : `\`${where}\``;
  return new MlxError(
    'data/column-reserved',
    `${holder} has a column named \`${name}\`, a name mlx keeps for itself`,
    { hints: [hint], ...(where !== undefined && { place: { file: where } }) },
  );
}
