import type { SpooledColumn } from '../sql/spool-rows.js';

/** The type of a column, by its number and modifier; lists and rows become JSON, what is not known is text. */
export function postgresType(
  id: number,
  modifier: number,
  other: { readonly name: string; readonly nested: boolean },
): PostgresType {
  if (id === 1700) return { ...numeric, fits: holdsInDouble(modifier) ? ['DOUBLE'] : [] };
  const { name, nested } = other;
  return types[id] ?? { name, fits: [], text: nested ? asJson : asText };
}

/** How the cells of a type are written as text, and what they may be kept as. */
export interface PostgresType {
  readonly name: string;
  readonly fits: SpooledColumn['fits'];
  /** Its cells as text, in SQL. */
  readonly text: (cell: string) => string;
  /** True when the text needs no quotes: it never holds a quote, a comma or a line feed. */
  readonly plain?: boolean;
}

const asText = (cell: string): string => `${cell}::text`;
const asJson = (cell: string): string => `to_json(${cell})::text`;

/** By the numbers that PostgreSQL gives its own types, which never change. */
const types: Readonly<Record<number, PostgresType>> = {
  16: {
    name: 'boolean',
    fits: ['BOOLEAN'],
    text: (cell) => `CASE WHEN ${cell} THEN 't' ELSE 'f' END`,
    plain: true,
  },
  17: { name: 'bytea', fits: [], text: (cell) => `upper(encode(${cell}, 'hex'))`, plain: true },
  20: { name: 'bigint', fits: ['BIGINT'], text: asText, plain: true },
  21: { name: 'smallint', fits: ['BIGINT'], text: asText, plain: true },
  23: { name: 'integer', fits: ['BIGINT'], text: asText, plain: true },
  26: { name: 'oid', fits: ['BIGINT'], text: asText, plain: true },
  // As the double that it is: 0.1 in single precision is not 0.1.
  700: { name: 'real', fits: ['DOUBLE'], text: (cell) => `${cell}::float8::text`, plain: true },
  701: { name: 'double precision', fits: ['DOUBLE'], text: asText, plain: true },
  1082: { name: 'date', fits: ['TIMESTAMP'], text: asText, plain: true },
  1114: { name: 'timestamp', fits: ['TIMESTAMP'], text: asText, plain: true },
  1184: {
    name: 'timestamptz',
    fits: ['TIMESTAMP'],
    text: (cell) => `(${cell} AT TIME ZONE 'UTC')::text`,
    plain: true,
  },
};

const numeric: PostgresType = { name: 'numeric', fits: [], text: asText, plain: true };

/** Up to 15 digits, some behind the point, survive as a double; more are kept as text, and typed by what they hold. */
function holdsInDouble(modifier: number): boolean {
  if (modifier < 4) return false;
  const [precision, scale] = [(modifier - 4) >> 16, (modifier - 4) & 0x7ff];
  return scale > 0 && precision <= 15;
}
