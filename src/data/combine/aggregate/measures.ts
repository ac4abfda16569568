import type { ColumnType } from '../../../contracts/table.js';

/** A figure that many rows give. */
export interface Measure {
  /** What it makes of a column of this type; undefined when it makes no sense. */
  of(type: ColumnType): ColumnType | undefined;
  /** In SQL, over a column and the numbers of its rows. Missing values are passed over. */
  sql(cell: string, type: ColumnType): string;
  /** Whether its last digits depend on the order of adding. */
  readonly adds?: true;
}

/** JSON Schema of what an aggregate may say of a new column: one of these. */
export const measureSettings = {
  count: {
    type: ['string', 'boolean'],
    description: 'Rows with a value in the column; `true` counts all rows',
  },
  distinct: { type: 'string', description: 'How many different values the column has' },
  sum: { type: 'string', description: 'Sum of the column; of true and false, how many are true' },
  mean: { type: 'string', description: 'Mean of the column; of true and false, the share of true' },
  min: { type: 'string', description: 'The least value, or the earliest' },
  max: { type: 'string', description: 'The greatest value, or the latest' },
  first: { type: 'string', description: 'The first value, in the order of the rows' },
  last: { type: 'string', description: 'The last value, in the order of the rows' },
} as const;

export type MeasureName = keyof typeof measureSettings;

const same = (type: ColumnType): ColumnType => type;

/** How each is computed. */
export const measures: Readonly<Record<MeasureName, Measure>> = {
  count: { of: () => 'integer', sql: (cell) => `count(${cell})` },
  distinct: { of: () => 'integer', sql: (cell) => `count(DISTINCT ${cell})` },
  sum: {
    adds: true,
    of: (type) => (type === 'boolean' ? 'integer' : numeric(type)),
    sql: (cell, type) =>
      type === 'number' ? `fsum(${cell})` : `CAST(sum(CAST(${cell} AS BIGINT)) AS BIGINT)`,
  },
  mean: {
    adds: true,
    of: (type) => (type === 'boolean' || numeric(type) !== undefined ? 'number' : undefined),
    sql: (cell) => `fsum(CAST(${cell} AS DOUBLE)) / nullif(count(${cell}), 0)`,
  },
  min: { of: same, sql: (cell) => `min(${cell})` },
  max: { of: same, sql: (cell) => `max(${cell})` },
  first: { of: same, sql: (cell) => `arg_min(${cell}, row)` },
  last: { of: same, sql: (cell) => `arg_max(${cell}, row)` },
};

function numeric(type: ColumnType): ColumnType | undefined {
  return type === 'integer' || type === 'number' ? type : undefined;
}
