import { type ColumnType, isWritten } from '../../../contracts/table.js';
import { MlxError } from '../../../errors/index.js';
import type { Cell } from '../../tables/database.js';
import { columnOf, type Rows } from './rows.js';
import { shownCell } from './shown-cell.js';
import type { Workshop } from './workshop.js';

/** A column of one side and its counterpart on the other, made comparable. */
export interface KeyPair {
  /** In SQL over the rows of its side alone. */
  readonly left: string;
  readonly right: string;
  /** Whether they match, in SQL over the sides `l` and `r`. */
  readonly equal: string;
  readonly names: readonly [string, string];
}

/** The key columns of rows, in SQL. A missing value is nobody's key. */
export function keyCells(rows: Rows, names: readonly string[]): readonly string[] {
  return names.map((name) => columnOf(rows, name).cell);
}

/** Whether every key column has a value, in SQL; `of` is the name of the rows there. */
export function hasKey(cells: readonly string[], of = ''): string {
  const dot = of === '' ? '' : `${of}.`;
  return cells.length === 0
    ? 'true'
    : cells.map((cell) => `${dot}${cell} IS NOT NULL`).join(' AND ');
}

/** A key as the user should see it, in SQL. */
export function shownKey(cells: readonly string[]): string {
  const shown = cells.map((cell) => `coalesce(CAST(${cell} AS VARCHAR), '')`);
  return shown.length === 0 ? `''` : shown.join(` || ', ' || `);
}

/** Pairs the key columns of two sides. Throws `combine/key-types` when their values could never be equal. */
export async function pairKeys(
  left: Rows,
  right: Rows,
  { on, shop }: { readonly on: Readonly<Record<string, string>>; readonly shop: Workshop },
): Promise<readonly KeyPair[]> {
  const pairs: KeyPair[] = [];
  for (const [leftName, rightName] of Object.entries(on)) {
    const [one, other] = [columnOf(left, leftName), columnOf(right, rightName)];
    const comparable = comparisonOf(one.type, other.type);
    if (comparable === undefined) {
      throw await differentTypes([left, leftName], [right, rightName], shop);
    }
    const names = [leftName, rightName] as const;
    pairs.push({
      left: comparable(one, one.cell),
      right: comparable(other, other.cell),
      equal: `${comparable(one, `l.${one.cell}`)} = ${comparable(other, `r.${other.cell}`)}`,
      names,
    });
  }
  return pairs;
}

type Comparable = (column: { readonly type: ColumnType }, cell: string) => string;

function comparisonOf(one: ColumnType, other: ColumnType): Comparable | undefined {
  const kinds = new Set([kindOf(one), kindOf(other)]);
  if (kinds.size > 1) return undefined;
  return one !== other && kinds.has('numeric') ? asWhole : (_, cell) => cell;
}

function kindOf(type: ColumnType): string {
  if (type === 'integer' || type === 'number') return 'numeric';
  return isWritten(type) ? 'letters' : type;
}

/** A number that is no whole number equals none; as doubles, long ids that differ would be equal. */
const asWhole: Comparable = ({ type }, cell) =>
  type === 'integer'
    ? cell
    : `CASE WHEN trunc(${cell}) = ${cell} THEN TRY_CAST(${cell} AS BIGINT) END`;

type Side = readonly [rows: Rows, name: string];

async function differentTypes(one: Side, other: Side, shop: Workshop): Promise<MlxError> {
  const told = await Promise.all([one, other].map(async (side) => sideInWords(side, shop)));
  const fixes = [...new Set([one[1], other[1]])].map((name) => `\`${name}: category\``);
  return new MlxError('combine/key-types', `The keys can never match: ${told.join(', ')}`, {
    hints: [
      `Give both one type under \`ingest.columns\`, such as ${fixes.join(' and ')}`,
      'Or write the values alike in the sources: `007` and `7` are different texts',
    ],
  });
}

async function sideInWords([rows, name]: Side, { bench }: Workshop): Promise<string> {
  const { cell, type } = columnOf(rows, name);
  const [row] = await bench.database.rows<Record<string, Cell>>(
    `SELECT CAST(${cell} AS VARCHAR) AS value FROM ${rows.relation} WHERE ${cell} IS NOT NULL LIMIT 1`,
  );
  const example =
    row === undefined ? '' : `, such as ${shownCell(String(row['value']), [name], bench)}`;
  return `\`${name}\` of ${rows.called} is of type ${type}${example}`;
}
