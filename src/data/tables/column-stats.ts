import type { ColumnStats } from '../../contracts/batch.js';
import type { Column } from '../../contracts/table.js';
import type { Database } from './database.js';
import { identifier, literal, parquetRows } from './sql.js';

/**
 * Exact facts about the columns of Parquet tables, each computed when asked for. Every figure is the same on
 * each run: sums are taken on one thread, in file order. Booleans count as 0/1, timestamps as ms since 1970.
 */
export async function columnStats(
  database: Database,
  files: string | readonly string[],
  columns: readonly Pick<Column, 'name' | 'type'>[],
): Promise<(column: string) => ColumnStats> {
  const table = parquetRows(files);
  const counts = columns.map(({ name }, index) => `count(${identifier(name)}) AS c${index}`);
  const [row] = await database.rows<Record<string, number>>(
    `SELECT ${['count(*) AS total', ...counts].join(', ')} FROM ${table}`,
  );
  const total = row?.['total'] ?? 0;
  const stats = new Map<string, ColumnStats>();
  columns.forEach((column, index) => {
    const counted = { rows: total, missing: total - (row?.[`c${index}`] ?? 0) };
    stats.set(column.name, new TableColumn(database, { ...counted, table, column }));
  });
  return (name) => {
    const found = stats.get(name);
    if (found === undefined) throw new Error(`no statistics were asked for column ${name}`);
    return found;
  };
}

interface Counted {
  readonly rows: number;
  readonly missing: number;
  readonly table: string;
  readonly column: Pick<Column, 'name' | 'type'>;
}

class TableColumn implements ColumnStats {
  readonly rows: number;
  readonly missing: number;
  readonly #database: Database;
  readonly #table: string;
  readonly #name: string;
  readonly #number: string;

  constructor(database: Database, { rows, missing, table, column }: Counted) {
    this.rows = rows;
    this.missing = missing;
    this.#database = database;
    this.#table = table;
    this.#name = identifier(column.name);
    this.#number = asNumber(this.#name, column.type);
  }

  numeric(): Promise<{ mean: number; sd: number; min: number; max: number }> {
    const value = this.#number;
    return this.#database.singleThreaded(async () => {
      const present = `FROM ${this.#table} WHERE ${this.#name} IS NOT NULL`;
      const [first] = await this.#database.rows<{ mean: number | null; min: number; max: number }>(
        `SELECT fsum(${value}) / count(*) AS mean, min(${value}) AS min, max(${value}) AS max ${present}`,
      );
      const { mean, min, max } = first ?? nothing;
      if (mean === null) return nothing;
      // A second pass round the mean: the sum of squares alone loses digits when the mean is large.
      const [second] = await this.#database.rows<{ variance: number }>(
        `SELECT fsum(power(${value} - ${literal(`${mean}`)}::DOUBLE, 2)) / count(*) AS variance ${present}`,
      );
      return { mean, min, max, sd: Math.sqrt(second?.variance ?? NaN) };
    });
  }

  async quantile(fraction: number): Promise<number> {
    const [row] = await this.#database.rows<{ value: number | null }>(
      `SELECT quantile_cont(${this.#number}, ${fraction}) AS value
       FROM ${this.#table} WHERE ${this.#name} IS NOT NULL`,
    );
    return row?.value ?? NaN;
  }

  async values(limit?: number): Promise<readonly { value: string; count: number }[]> {
    return this.#database.rows<{ value: string; count: number }>(
      `SELECT CAST(${this.#name} AS VARCHAR) AS value, count(*) AS count
       FROM ${this.#table} WHERE ${this.#name} IS NOT NULL
       GROUP BY ${this.#name} ORDER BY count DESC, value ${limit === undefined ? '' : `LIMIT ${limit}`}`,
    );
  }
}

/** A typed column as a double, in SQL. */
export function asNumber(value: string, type: Column['type']): string {
  return type === 'timestamp' ? `CAST(epoch_ms(${value}) AS DOUBLE)` : `CAST(${value} AS DOUBLE)`;
}

const nothing = { mean: NaN, sd: NaN, min: NaN, max: NaN };
