import { MlxError } from '../../../errors/index.js';
import type { Database } from '../../tables/database.js';
import { asPatterns, literal } from '../../tables/sql.js';
import { type CsvInput, type CsvPins, type Dialect, dialectOptions } from './csv-input.js';

/**
 * The names of the columns as they stand in the header (DuckDB would rename doubles and fill in blanks), or as
 * pinned; `column_1` and so on without either. Throws on doubles, blanks and a wrong count.
 */
export async function columnNames(
  input: CsvInput,
  dialect: Dialect,
  { pins, database }: { readonly pins: CsvPins; readonly database: Database },
): Promise<readonly string[]> {
  const count = dialect.types.length;
  if (pins.columns !== undefined) {
    refuseWrongCount(input, pins.columns, count);
    return pins.columns;
  }
  if (!dialect.header) return Array.from({ length: count }, (_, index) => `column_${index + 1}`);
  const cells = await headerCells(input, dialect, database);
  const unnamed = cells.findIndex((cell) => cell === '');
  if (unnamed >= 0) {
    throw new MlxError(
      'data/column-unnamed',
      `\`${input.found.origin}\`: column ${unnamed + 1} of ${count} has no name`,
      {
        hints: [
          'Name it in the header of the file',
          'Give all names with `columns: [...]` on the source',
        ],
        place: { file: input.found.origin, line: dialect.skip + 1 },
      },
    );
  }
  return cells;
}

async function headerCells(
  input: CsvInput,
  dialect: Dialect,
  database: Database,
): Promise<readonly string[]> {
  const names = dialect.types.map((_, index) => `h${index}`);
  const columns = names.map((name) => `${name}: 'VARCHAR'`).join(', ');
  const options = [
    'auto_detect = false',
    'header = false',
    ...dialectOptions(dialect),
    `compression = ${literal(input.compression)}`,
    `columns = {${columns}}`,
  ];
  const [row] = await database.rows<Record<string, string | null>>(
    `SELECT * FROM read_csv(${literal(asPatterns(input.file).join(''))}, ${options.join(', ')}) LIMIT 1`,
  );
  return names.map((name) => (row?.[name] ?? '').trim());
}

function refuseWrongCount(input: CsvInput, names: readonly string[], count: number): void {
  if (names.length === count) return;
  throw new MlxError(
    'data/csv-dialect',
    `\`${input.found.origin}\` has ${count} columns, but \`columns\` names ${names.length}`,
    {
      hints: ['Name every column, in the order of the file'],
      place: { file: input.found.origin },
    },
  );
}
