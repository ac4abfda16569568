import type { Emit } from '../../contracts/events.js';
import { rowColumn } from '../../contracts/table.js';
import { MlxError, type Problem } from '../../errors/index.js';
import type { PartColumn, SourcePart, SourceWorld, StorageType } from '../sources/source.js';
import { storageOf } from '../tables/cell-types.js';
import { writeParquet } from '../tables/database.js';
import { parquetFacts } from '../tables/parquet-facts.js';
import { identifier, literal } from '../tables/sql.js';
import { type CellKind, type KindSql, kindSql, missingOf } from './cell-kinds.js';
import { guessKinds } from './guess-kinds.js';

/** A part of a source, copied into scratch as Parquet. */
export interface StagedPart {
  readonly source: string;
  readonly part: SourcePart;
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly StagedColumn[];
}

/** A column as it lies in the staged file. */
export interface StagedColumn {
  readonly name: string;
  readonly storage: StorageType;
  /** True when no cell has a value: then any storage would do. */
  readonly empty: boolean;
  /** True when the type was guessed from text and held for every cell; the text itself is not kept. */
  readonly guessed: boolean;
  /** The column beside it that holds the text of cells which do not fit its declared type. */
  readonly misfits?: string;
}

/** How the text columns of a part are to be staged. */
export interface StageRequest {
  readonly source: string;
  readonly file: string;
  readonly world: SourceWorld;
  readonly emit: Emit;
  /** The kind of a text column that is known beforehand; undefined to go by a sample. */
  readonly kindOf: (column: string) => CellKind | undefined;
  /** Whether cells that do not fit a declared type become missing (and are kept aside), not an error. */
  readonly keepsMisfits: (column: string) => boolean;
}

/**
 * Copies a part into a Parquet file in one pass: text cells become what their column is guessed or declared to be,
 * and the pass stops at the first cell that is not. Then columns whose guess was wrong are read as text.
 * Throws `data/column-type` for cells that cannot be read as a declared type.
 */
export async function stagePart(part: SourcePart, request: StageRequest): Promise<StagedPart> {
  const columns = await planColumns(part, request);
  const relation = relationOf(part);
  const first = await write(columns, relation, { part, request });
  if (first !== undefined) return first;
  const text = await withoutWrongGuesses(columns, relation, { part, request });
  const second = await write(text, relation, { part, request });
  if (second === undefined) throw new Error(`\`${part.origin}\` changed while it was read`);
  return second;
}

/** A column on its way into the staged file. */
interface Plan {
  readonly column: PartColumn;
  readonly kind: CellKind | undefined;
  readonly blanks: boolean;
  readonly sql: KindSql;
  readonly misfits: string | undefined;
}

interface Place {
  readonly part: SourcePart;
  readonly request: StageRequest;
}

async function planColumns(part: SourcePart, request: StageRequest): Promise<readonly Plan[]> {
  const columns = part.columns.map((column) => asDeclared(column, request));
  const open = columns.filter(
    ({ storage, name }) => storage === 'VARCHAR' && request.kindOf(name) === undefined,
  );
  const guesses = await guessKinds(
    request.world.database,
    part,
    open.map(({ value }) => value),
  );
  return columns.map((column) => {
    if (column.storage !== 'VARCHAR') {
      const sql = { storage: column.storage, value: column.value };
      return { column, kind: undefined, blanks: false, sql, misfits: undefined };
    }
    const guess = guesses[open.indexOf(column)];
    const kind = guess?.kind ?? request.kindOf(column.name) ?? { guess: 'text' };
    return planOf({ column, kind, blanks: guess?.blanks ?? false }, { part, request });
  });
}

/** A column that has a type of its own, as text when another one is declared. */
function asDeclared(column: PartColumn, request: StageRequest): PartColumn {
  const kind = request.kindOf(column.name);
  if (column.storage === 'VARCHAR' || kind === undefined || !('declared' in kind)) return column;
  if (storageOf(kind.declared) === column.storage) return column;
  return { ...column, storage: 'VARCHAR', value: `CAST(${column.value} AS VARCHAR)` };
}

function planOf(
  { column, kind, blanks }: Pick<Plan, 'column' | 'blanks'> & { readonly kind: CellKind },
  { part, request }: Place,
): Plan {
  const nullsKnown = part.relationWithNulls !== undefined;
  const sql = kindSql(kind, column.value, { part, nullsKnown, blanks });
  const kept = 'declared' in kind && sql.odd !== undefined && request.keepsMisfits(column.name);
  return { column, kind, blanks, sql, misfits: kept ? `__misfit ${column.name}` : undefined };
}

function relationOf(part: SourcePart): string {
  return part.relationWithNulls?.(missingOf(part)) ?? part.relation;
}

/** Writes the staged file; undefined when a cell was not what its column should hold. */
async function write(
  plans: readonly Plan[],
  relation: string,
  { part, request }: Place,
): Promise<StagedPart | undefined> {
  const { source, file, world, emit } = request;
  const cells = plans.flatMap((plan) => cellsOf(plan));
  try {
    await writeParquet(world.database, `SELECT ${cells.join(', ')} FROM ${relation}`, {
      file,
      large: part.bytes > largeBytes,
      onProgress: (percent) =>
        emit({ type: 'progress', done: percent, total: 100, unit: 'percent', label: part.origin }),
    });
  } catch (error) {
    if (error instanceof Error && error.message.includes(oddCell)) return undefined;
    throw error;
  }
  const facts = await parquetFacts(world.database, file);
  const columns = plans.map(({ column, kind, sql, misfits }) => ({
    name: column.name,
    storage: sql.storage,
    empty: facts.missing.get(column.name) === facts.rows,
    guessed: kind !== undefined && 'guess' in kind && kind.guess !== 'text',
    ...(misfits !== undefined && { misfits }),
  }));
  return { source, part, file, rows: facts.rows, columns };
}

/** From this size on a part is read by all processors. */
const largeBytes = 32_000_000;

const oddCell = 'mlx: odd cell';

function cellsOf({ column, sql, misfits }: Plan): readonly string[] {
  const name = identifier(column.name);
  const { value, odd } = sql;
  if (odd === undefined) return [`${value} AS ${name}`];
  if (misfits !== undefined) {
    const kept = `CASE WHEN ${odd} THEN ${column.value} END`;
    return [
      `CASE WHEN NOT ${odd} THEN ${value} END AS ${name}`,
      `${kept} AS ${identifier(misfits)}`,
    ];
  }
  // The message must depend on the cell: a constant one would be raised before any row is read.
  const stop = `error(concat(${literal(oddCell)}, ${column.value}))`;
  return [`CASE WHEN ${odd} THEN ${stop} ELSE ${value} END AS ${name}`];
}

/** The plan with every column as text whose guess does not hold. Throws for cells that break a declared type. */
async function withoutWrongGuesses(
  plans: readonly Plan[],
  relation: string,
  { part, request }: Place,
): Promise<readonly Plan[]> {
  const counts = plans.flatMap(({ column, sql, misfits }, index) => {
    if (sql.odd === undefined || misfits !== undefined) return [];
    return [
      `count_if(${sql.odd}) AS count${index}`,
      `min(${identifier(rowColumn)}) FILTER (${sql.odd}) AS row${index}`,
      `arg_min(${column.value}, ${identifier(rowColumn)}) FILTER (${sql.odd}) AS cell${index}`,
    ];
  });
  const [found = {}] = await request.world.database.rows<Record<string, number | string | null>>(
    `SELECT ${counts.join(', ')} FROM
      (SELECT *, row_number() OVER () - 1 AS ${identifier(rowColumn)} FROM ${relation})`,
  );
  const isOdd = (index: number): boolean => Number(found[`count${index}`] ?? 0) > 0;
  const problems: Problem[] = [];
  for (const [index, { kind, column }] of plans.entries()) {
    if (!isOdd(index) || kind === undefined || !('declared' in kind)) continue;
    const row = Number(found[`row${index}`]);
    const cell = String(found[`cell${index}`]).trim();
    const count = Number(found[`count${index}`]);
    const line = await part.lineOf?.(row);
    problems.push({
      ...misfit(column.name, kind.declared, { row, cell, count }),
      place: { file: part.origin, ...(line !== undefined && { line }) },
    });
  }
  refuse(problems);
  return plans.map((plan, index) =>
    isOdd(index) && plan.kind !== undefined
      ? planOf({ ...plan, kind: { guess: 'text' } }, { part, request })
      : plan,
  );
}

interface Misfit {
  readonly row: number;
  readonly cell: string;
  readonly count: number;
}

function misfit(name: string, type: string, { row, cell, count }: Misfit): Problem {
  const others = count === 2 ? 'does one other row' : `do ${count - 1} other rows hold such values`;
  return {
    code: 'data/column-type',
    message: `\`${name}\` is declared as ${type}, but row ${row + 1} holds \`${cell}\`${count === 1 ? '' : `, and so ${others}`}`,
    hints: [
      `Mend the cell, list \`${cell}\` under \`null_values\` of the source, or give \`${name}\` another type`,
      `Say \`else: missing\` or \`else: quarantine\` under \`ingest.columns.${name}\` to go on without such cells`,
    ],
  };
}

function refuse(problems: readonly Problem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  throw new MlxError('data/column-type', first.message, {
    ...(first.place !== undefined && { place: first.place }),
    ...(first.hints !== undefined && { hints: first.hints }),
    ...(problems.length > 1 && { problems }),
  });
}
