import { basename } from 'node:path';
import { rowColumn } from '../../contracts/table.js';
import { MlxError, type Place } from '../../errors/index.js';
import { fileRowColumn, refuseReserved } from '../reserved-names.js';
import type { StorageType } from '../sources/source.js';
import { identifier, literal, numberedParquetRows, parquetRows } from '../tables/sql.js';
import type { StagedPart } from './staged-part.js';

/** Staged parts whose columns are matched by name and get the same types. */
export interface Stack {
  readonly parts: readonly StagedPart[];
  /** In the order of their first appearance. */
  readonly columns: readonly StackedColumn[];
}

/** A column of the stacked parts. */
export interface StackedColumn {
  readonly name: string;
  /** The type that holds the cells of all parts; text when nothing else does. */
  readonly storage: StorageType;
  /** Columns that hold what does not fit the declared type, in the parts that have some. */
  readonly misfits?: string;
}

/** Refuses columns that would clash with those mlx adds on the way. Throws `data/column-reserved`. */
export function refuseReservedColumns(parts: readonly StagedPart[]): void {
  for (const { part, columns } of parts) {
    refuseReserved(
      columns.map(({ name }) => name),
      part.origin,
    );
  }
}

/** Matches the columns of parts by name. Throws `data/column-duplicate` for names that differ in case only. */
export function stack(parts: readonly StagedPart[]): Stack {
  const found = new Map<string, StackedColumn>();
  for (const { part, columns } of parts) {
    for (const { name, misfits } of columns) {
      const other = found.get(name.toLowerCase());
      if (other !== undefined && other.name !== name) {
        throw new MlxError(
          'data/column-duplicate',
          `\`${name}\` in \`${part.origin}\` differs in case only from \`${other.name}\` elsewhere`,
          { hints: ['Give the column the same name in every file'], place: { file: part.origin } },
        );
      }
      if (other !== undefined) continue;
      const storage = commonStorage(parts, name);
      found.set(name.toLowerCase(), { name, storage, ...(misfits !== undefined && { misfits }) });
    }
  }
  return { parts, columns: [...found.values()] };
}

/** The type that holds a column's cells in every part without loss: a column without values fits any. */
export function commonStorage(parts: readonly StagedPart[], name: string): StorageType {
  const filled = parts.flatMap(({ columns }) =>
    columns.filter((column) => column.name === name && !column.empty),
  );
  const storages = [...new Set(filled.map(({ storage }) => storage))];
  const [only, other] = storages;
  if (only === undefined) return 'VARCHAR';
  if (other === undefined) return only;
  return storages.every((storage) => storage === 'BIGINT' || storage === 'DOUBLE')
    ? 'DOUBLE'
    : 'VARCHAR';
}

/**
 * The parts as one relation, in SQL: columns matched by name, a column that a part lacks is missing there, and
 * {@link rowColumn} counts on from part to part, beginning at `firstRow`.
 */
export function stackedRelation(
  { parts, columns }: Stack,
  {
    firstRow = 0,
    sourceColumn,
  }: { readonly firstRow?: number; readonly sourceColumn?: string } = {},
): string {
  let offset = firstRow;
  const selects = parts.map(({ source, columns: own, file, rows }) => {
    const names = new Set(own.flatMap(({ name, misfits }) => [name, misfits ?? name]));
    const cell = (name: string, storage: StorageType): string =>
      `CAST(${names.has(name) ? identifier(name) : 'NULL'} AS ${storage}) AS ${identifier(name)}`;
    const cells = columns.flatMap(({ name, storage, misfits }) => [
      cell(name, storage),
      ...(misfits === undefined ? [] : [cell(misfits, 'VARCHAR')]),
    ]);
    const named =
      sourceColumn === undefined ? [] : [`${literal(source)} AS ${identifier(sourceColumn)}`];
    const isTaken = [...names].some((name) => name.toLowerCase() === fileRowColumn);
    // Parquet's own number of a row is quicker, but gives way to a column of that name.
    const number = isTaken ? 'row_number() OVER () - 1' : fileRowColumn;
    const row = `${number} + ${offset} AS ${identifier(rowColumn)}`;
    offset += rows;
    const relation = isTaken ? parquetRows(file) : numberedParquetRows(file);
    return `SELECT ${[row, ...cells, ...named].join(', ')} FROM ${relation}`;
  });
  return `(${selects.join(' UNION ALL ')})`;
}

/** Where the row with a number (from 0 over the parts) was read: file, and line where the source can tell. */
export async function placeOf(parts: readonly StagedPart[], row: number): Promise<Place> {
  let left = row;
  for (const { part, rows } of parts) {
    if (left < rows) {
      const line = await part.lineOf?.(left);
      return { file: part.origin, ...(line === undefined ? {} : { line }) };
    }
    left -= rows;
  }
  return { file: basename(parts[0]?.part.origin ?? '') };
}
