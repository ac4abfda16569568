import { type Column, isWritten } from '../../contracts/table.js';
import type { Cell, Database } from './database.js';
import { identifier } from './sql.js';

export type Typed = Pick<Column, 'name' | 'type'>;

/** A column with what one pass over all columns tells. */
export interface CountedColumn extends Typed {
  readonly rows: number;
  readonly present: number;
  /** DuckDB's estimate of the distinct values, some per cent off. */
  readonly about: number;
  readonly min: Cell | undefined;
  readonly max: Cell | undefined;
}

/** Counts the cells of columns in one pass, and finds how far those reach that have a place on a line. */
export async function countsOf(
  database: Database,
  table: string,
  columns: readonly Typed[],
): Promise<readonly CountedColumn[]> {
  const counts = columns.flatMap(({ name, type }, at) => {
    const column = identifier(name);
    const counted = [
      `count(${column}) AS present${at}`,
      `approx_count_distinct(${column}) AS about${at}`,
    ];
    if (type === 'boolean' || isWritten(type)) return counted;
    const shown = type === 'timestamp' ? isoText : (value: string) => value;
    return [
      ...counted,
      `${shown(`min(${column})`)} AS min${at}`,
      `${shown(`max(${column})`)} AS max${at}`,
    ];
  });
  const [row = {}] = await database.rows<Record<string, Cell>>(
    `SELECT count(*) AS total, ${counts.join(', ')} FROM ${table}`,
  );
  return columns.map(({ name, type }, at) => ({
    ...{ name, type, rows: Number(row['total']) },
    ...{ present: Number(row[`present${at}`]), about: Number(row[`about${at}`]) },
    ...{ min: row[`min${at}`], max: row[`max${at}`] },
  }));
}

function isoText(value: string): string {
  return `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
}
