import { countsOf, type Typed, type WrittenTable } from './column-counts.js';
import { examplesOf } from './column-examples.js';
import { valuesOf } from './column-values.js';
import type { Cell, Database } from './database.js';
import { inBatches } from './in-batches.js';
import { mostDistinct, parquetFacts } from './parquet-facts.js';
import { parquetRows } from './sql.js';

/** What is in a column, exact over all rows. */
export interface ColumnFacts {
  readonly missing: number;
  /** Distinct values; when `more` is true there are more than this. */
  readonly distinct: number;
  readonly more?: boolean;
  /** True when every row has a value of its own. */
  readonly unique: boolean;
  /** The first few values, as text. */
  readonly examples: readonly string[];
  /** Numbers as they are, timestamps as ISO text; absent for the other types and for empty columns. */
  readonly min?: number | string;
  readonly max?: number | string;
  /** Words per value on average, for text and categories. */
  readonly words?: number;
}

interface ColumnsToCount {
  readonly columns: readonly Typed[];
  /** Told of each column before it is looked at, by its index. */
  readonly onColumn?: (index: number) => void;
}

/**
 * Facts about columns of a Parquet table. Counting the distinct values of a long column of unique numbers is dear
 * and says little, so it stops at 100,000 there; where uniqueness matters (integers and texts) it does not. Columns are
 * looked at many at a time, so that a wide table takes few statements.
 */
export async function columnFacts(
  database: Database,
  file: string,
  { columns, onColumn }: ColumnsToCount,
): Promise<readonly ColumnFacts[]> {
  const facts = await parquetFacts(database, file);
  const table = { file, facts, atMost: await mostDistinct(database, file) };
  const found: ColumnFacts[] = [];
  for (const some of inBatches(columns, columnsAtOnce)) {
    onColumn?.(found.length);
    found.push(...(await factsOf(database, table, some)));
  }
  return found;
}

/** Columns one statement asks about: a statement about very many takes long to plan. */
const columnsAtOnce = 100;

async function factsOf(
  database: Database,
  table: WrittenTable,
  columns: readonly Typed[],
): Promise<readonly ColumnFacts[]> {
  const counted = await countsOf(database, table, columns);
  const relation = parquetRows(table.file);
  const values = await valuesOf(database, relation, counted);
  const examples = await examplesOf(database, relation, counted);
  return counted.map(({ name, rows, present, min, max }, at) => {
    const { words, ...distinct } = values.get(name) ?? { distinct: 0 };
    return {
      missing: rows - present,
      ...distinct,
      unique: distinct.more !== true && distinct.distinct === rows,
      examples: examples[at] ?? [],
      ...bound('min', min),
      ...bound('max', max),
      ...(words === undefined || present === 0 ? {} : { words: words / present }),
    };
  });
}

function bound<Name extends 'min' | 'max'>(
  name: Name,
  value: Cell | undefined,
): Partial<Record<Name, number | string>> {
  if (typeof value !== 'number' && typeof value !== 'string') return {};
  return { [name]: value } as Partial<Record<Name, number | string>>;
}
