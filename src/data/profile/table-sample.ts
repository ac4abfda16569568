import { batchesOf, vectorOf } from '../tables/read-batches.js';
import { identifier } from '../tables/sql.js';
import { type KnownColumn, type ProfiledTable, rowNumber } from './profiled-table.js';

/** Rows of a table by column: all of them, or as many as pairs of columns can be compared on. */
export interface TableSample {
  readonly rows: number;
  /** Numbers and times, NaN for missing. */
  readonly lines: ReadonlyMap<string, Float64Array>;
  /** Categories and booleans as codes in the order of their first appearance, −1 for missing. */
  readonly codes: ReadonlyMap<string, Codes>;
}

export interface Codes {
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

/**
 * About `wanted` rows, the same on each run and spread evenly over the table: those whose number times 2,654,435,769
 * (2^32 by the golden ratio) leaves a small remainder by 2^32. A condition in SQL, empty when it takes all rows.
 */
export function sampleCondition(rows: number, wanted: number): string {
  if (rows <= wanted) return '';
  const spread = `((${rowNumber} % 2147483648) * 2654435769) % 4294967296`;
  return `WHERE ${spread} < ${Math.ceil((wanted / rows) * 2 ** 32)}`;
}

/** The cells of about `wanted` rows, those of {@link sampleCondition}. */
export async function tableSample(
  { database, relation, rows }: ProfiledTable,
  columns: readonly KnownColumn[],
  wanted: number,
): Promise<TableSample> {
  const selected = columns.map((column) => vectorOf(identifier(column.name), asVector(column)));
  const growing = columns.map((column) =>
    asVector(column) === 'category' ? new GrowingCodes() : new GrowingLine(),
  );
  const query = `SELECT ${[...selected, '0'].join(', ')} FROM ${relation} ${sampleCondition(rows, wanted)}`;
  const shape = {
    columns: columns.map((column, at) => ({ name: `c${at}`, type: asVector(column) })),
    batchRows: 8192,
  };
  let count = 0;
  for await (const batch of batchesOf(database, query, shape)) {
    growing.forEach((column, at) => {
      const vector = batch.columns.get(`c${at}`);
      if (vector !== undefined) column.add(vector.values as never);
    });
    count += batch.rows;
  }
  const named = columns.map(({ name }, at) => [name, growing[at]] as const);
  return {
    rows: count,
    lines: new Map(
      named.flatMap(([name, own]) => (own instanceof GrowingLine ? [[name, own.take()]] : [])),
    ),
    codes: new Map(
      named.flatMap(([name, own]) => (own instanceof GrowingCodes ? [[name, own.take()]] : [])),
    ),
  };
}

function asVector({ type }: KnownColumn): 'number' | 'timestamp' | 'category' {
  if (type === 'number' || type === 'integer') return 'number';
  return type === 'timestamp' ? type : 'category';
}

class GrowingLine {
  readonly #parts: Float64Array[] = [];

  add(values: Float64Array): void {
    this.#parts.push(values.map((value) => (Number.isFinite(value) ? value : NaN)));
  }

  take(): Float64Array {
    const all = new Float64Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

class GrowingCodes {
  readonly #codes: number[] = [];
  readonly #known = new Map<string, number>();

  add(values: readonly (string | null)[]): void {
    for (const value of values) {
      if (value === null) {
        this.#codes.push(-1);
        continue;
      }
      const code = this.#known.get(value) ?? this.#known.size;
      if (code === this.#known.size) this.#known.set(value, code);
      this.#codes.push(code);
    }
  }

  take(): Codes {
    return { codes: Int32Array.from(this.#codes), values: [...this.#known.keys()] };
  }
}
