import { type Column, isWritten } from '../../contracts/table.js';
import type { Cell, Database } from './database.js';
import { identifier, parquetRows } from './sql.js';

/** What is known of a training column before its steps are chosen. */
interface TrainingFacts {
  readonly rows: number;
  readonly missing: number;
  /** Exact for texts and categories, and for 0 and 1; else as DuckDB estimates it. */
  readonly distinct: number;
}

/** Up to `most` values of a written column, spread over its rows: the same on each run. */
export async function spreadValues(
  database: Database,
  file: string,
  { column, rows, most }: { readonly column: string; readonly rows: number; readonly most: number },
): Promise<readonly string[]> {
  const step = Math.max(1, Math.floor(rows / most));
  const [values = []] = await database.columns<string | null>(
    `SELECT ${identifier(column)} FROM ${parquetRows(file)} WHERE file_row_number % ${step} = 0 LIMIT ${most}`,
  );
  return values.filter((value) => value !== null);
}

/** Facts of the columns of the training split in one pass, the same on each run. */
export async function trainingFacts(
  database: Database,
  file: string,
  columns: readonly Pick<Column, 'name' | 'type'>[],
): Promise<ReadonlyMap<string, TrainingFacts>> {
  const wanted = columns.flatMap(({ name, type }, at) => {
    const column = identifier(name);
    const text = isWritten(type);
    const about = `CASE WHEN min(${column}) = max(${column}) THEN 1 ELSE greatest(2, approx_count_distinct(${column})) END`;
    return [
      `count(${column}) AS known${at}`,
      `${text ? `count(DISTINCT ${column})` : about} AS distinct${at}`,
    ];
  });
  const [row = {}] = await database.singleThreaded(() =>
    database.rows<Record<string, Cell>>(
      `SELECT ${['count(*) AS total', ...wanted].join(', ')} FROM ${parquetRows(file)}`,
    ),
  );
  const rows = Number(row['total']);
  return new Map(
    columns.map(({ name }, at): [string, TrainingFacts] => {
      const known = Number(row[`known${at}`]);
      return [
        name,
        {
          rows,
          missing: rows - known,
          distinct: known === 0 ? 0 : Number(row[`distinct${at}`]),
        },
      ];
    }),
  );
}
