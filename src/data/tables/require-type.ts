import type { ColumnType } from '../../contracts/table.js';
import { rowColumn } from '../../contracts/table.js';
import { MlxError, type Place, type Problem } from '../../errors/index.js';
import { doubtfulTexts, isOneOf, readsAs } from './cell-types.js';
import type { Database } from './database.js';
import { identifier } from './sql.js';

/** Text columns that must be readable as declared types. */
export interface Requirement {
  /** The rows, with their number in {@link rowColumn}, in SQL. */
  readonly relation: string;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  readonly doubtful: boolean;
  /** Where a row stands in its file. */
  placeOf(row: number): Promise<Place>;
}

/** Throws when a cell cannot be read as its column's declared type: every such column, with its first such cell. */
export async function requireTypes(database: Database, requirement: Requirement): Promise<void> {
  const strict = requirement.columns.filter(({ type }) => type !== 'category' && type !== 'text');
  if (strict.length === 0) return;
  const counts = strict.flatMap(({ name, type }, index) => {
    const bad = badCell(identifier(name), type, requirement.doubtful);
    return [
      `count_if(${bad}) AS count${index}`,
      `min(${identifier(rowColumn)}) FILTER (${bad}) AS row${index}`,
      `arg_min(${identifier(name)}, ${identifier(rowColumn)}) FILTER (${bad}) AS cell${index}`,
    ];
  });
  const [found = {}] = await database.rows<Record<string, number | string | null>>(
    `SELECT ${counts.join(', ')} FROM ${requirement.relation}`,
  );
  const problems: Problem[] = [];
  for (const [index, { name, type }] of strict.entries()) {
    if (found[`count${index}`] === 0) continue;
    const row = Number(found[`row${index}`]);
    const place = await requirement.placeOf(row);
    const cell = String(found[`cell${index}`]);
    problems.push({
      code: 'data/column-type',
      message: `\`${name}\` is declared as ${type}, but row ${row + 1} holds \`${cell}\`${more(Number(found[`count${index}`]))}`,
      place,
      hints: [
        `Mend the cell, list \`${cell}\` under \`null_values\` of the source, or give \`${name}\` another type`,
      ],
    });
  }
  const [first] = problems;
  if (first === undefined) return;
  throw new MlxError('data/column-type', first.message, {
    ...(first.place === undefined ? {} : { place: first.place }),
    ...(first.hints === undefined ? {} : { hints: first.hints }),
    ...(problems.length > 1 ? { problems } : {}),
  });
}

function badCell(cell: string, type: ColumnType, doubtful: boolean): string {
  const doubts = doubtful ? `AND NOT ${isOneOf(cell, doubtfulTexts)}` : '';
  return `${cell} IS NOT NULL AND NOT coalesce(${readsAs(type, cell)}, false) ${doubts}`;
}

function more(count: number): string {
  if (count === 1) return '';
  return `, and so ${count === 2 ? 'does one other row' : `do ${count - 1} other rows hold such values`}`;
}
