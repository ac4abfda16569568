import { type Column, isWritten } from '../../contracts/table.js';
import type { Cell, Database } from './database.js';
import { identifier } from './sql.js';

export type Typed = Pick<Column, 'name' | 'type'>;

/** A column with what one pass over all columns tells. */
export interface CountedColumn extends Typed {
  readonly rows: number;
  readonly present: number;
  /** The distinct values: not more than this where that is few; else DuckDB's estimate, some per cent off. */
  readonly about: number;
  readonly min: Cell | undefined;
  readonly max: Cell | undefined;
}

/**
 * Counts the cells of columns in one pass, and finds how far those reach that have a place on a line. How many different
 * values there are is estimated, which is most of the work, only where `atMost` does not say that they are few.
 */
export async function countsOf(
  database: Database,
  { table, atMost }: { readonly table: string; readonly atMost: ReadonlyMap<string, number> },
  columns: readonly Typed[],
): Promise<readonly CountedColumn[]> {
  const known = ({ name, type }: Typed): number | undefined => {
    const most = type === 'boolean' ? 2 : atMost.get(name);
    return most !== undefined && most <= fewValues ? most : undefined;
  };
  const counts = columns.flatMap((typed, at) => {
    const { name, type } = typed;
    const column = identifier(name);
    const counted = [
      `count(${column}) AS present${at}`,
      ...(known(typed) === undefined ? [`approx_count_distinct(${column}) AS about${at}`] : []),
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
  return columns.map((typed, at) => ({
    ...{ name: typed.name, type: typed.type, rows: Number(row['total']) },
    present: Number(row[`present${at}`]),
    about: known(typed) ?? Number(row[`about${at}`]),
    ...{ min: row[`min${at}`], max: row[`max${at}`] },
  }));
}

/** Up to here it does not matter how many they are: they are counted. */
const fewValues = 100_000;

function isoText(value: string): string {
  return `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
}
