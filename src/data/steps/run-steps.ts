import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ColumnType, rowColumn } from '../../contracts/table.js';
import { MlxError } from '../../errors/index.js';
import type { ColumnsSettings } from '../columns/column-settings.js';
import type { Draft, Workbench } from '../draft.js';
import { RowSpool } from '../sources/rows/row-spool.js';
import { storageOf } from '../tables/cell-types.js';
import { identifier, literal, parquetRows } from '../tables/sql.js';
import { whenAborted } from '../user-modules/when-aborted.js';
import { type StepBatch, stepBatches, stepRows } from './step-batch.js';
import { StepColumns } from './step-columns.js';
import { readResult, WrongResult } from './step-result.js';
import { loadStep, type StepSettings, type UserStep } from './user-step.js';

/** The steps of a project, and the types it declares for columns. */
export interface Steps {
  readonly steps: readonly StepSettings[];
  readonly columns: ColumnsSettings;
}

/**
 * Hands the table to the project's own steps, one after the other, a batch at a time. Rows that stay keep their number, so
 * they still lead back to their file and line. Throws `data/user-code`, with file and line of the code, for what
 * it throws and for what is no batch, and `data/no-rows` when a step keeps no row.
 */
export async function runSteps(
  draft: Draft,
  { steps, columns }: Steps,
  bench: Workbench,
): Promise<SteppedDraft> {
  let table = draft;
  const stepped = [table.columns];
  for (const settings of steps) {
    const step = await loadStep(settings.module, bench.projectDir);
    table = await runStep(table, { step, settings, columns }, bench);
    stepped.push(table.columns);
  }
  return { draft: table, stepped };
}

/** A table as steps leave it, and the columns there were before the first and after each. */
export interface SteppedDraft {
  readonly draft: Draft;
  readonly stepped: readonly Draft['columns'][];
}

interface Running {
  readonly step: UserStep;
  readonly settings: StepSettings;
  readonly columns: ColumnsSettings;
}

async function runStep(draft: Draft, running: Running, bench: Workbench): Promise<Draft> {
  const { step, columns } = running;
  const left = new StepColumns(draft.columns, {
    byStep: step.declared,
    byProject: (name) => columns[name]?.type,
  });
  const spool = await RowSpool.in(bench);
  try {
    let done = 0;
    for await (const batch of stepBatches(bench.database, draft)) {
      const given = await resultOf(batch, running, bench);
      try {
        await spoolRows({ given, batch, left, spool, draft });
      } catch (error) {
        throw await explained(error, { step, batch, draft });
      }
      done += batch.rows;
      if (done % toldRows === 0) {
        bench.emit({ type: 'progress', done, unit: 'rows', label: step.path });
      }
    }
  } finally {
    await spool.close();
  }
  if (spool.rows === 0) throw noRowLeft(step);
  return stored(draft, { left, spool }, bench);
}

/** Progress is told each time so many rows are done. */
const toldRows = 16 * stepRows;

async function resultOf(
  { rows, columns }: StepBatch,
  { step, settings }: Running,
  { signal }: Workbench,
): Promise<unknown> {
  const aborted = whenAborted(signal);
  try {
    // A pause, so that an interruption is heard between batches even when the step never waits.
    await new Promise((resume) => setImmediate(resume));
    signal.throwIfAborted();
    const { params } = settings;
    return await Promise.race([step.step({ rows, columns }, { params, signal }), aborted.promise]);
  } catch (error) {
    signal.throwIfAborted();
    throw step.blame(error);
  } finally {
    aborted.forget();
  }
}

interface Spooling {
  readonly given: unknown;
  readonly batch: StepBatch;
  readonly left: StepColumns;
  readonly spool: RowSpool;
  readonly draft: Draft;
}

/** Rows as the spool keeps them: their number, the columns the step leaves, and the cells that did not fit their type. */
async function spoolRows({ given, batch, left, spool, draft }: Spooling): Promise<void> {
  const result = readResult(given, batch.rows);
  const cellsOf = left.cellsOf(result, batch);
  const at = new Map(left.columns.map(({ name }, index) => [name, index]));
  const hidden = [...(draft.misfits?.keys() ?? [])].map((name) => ({
    texts: batch.misfits.get(name) ?? [],
    column: at.get(name),
  }));
  for (let row = 0; row < batch.rows; row++) {
    if (!result.keeps(row)) continue;
    const cells = cellsOf(row);
    const misfits = hidden.map(({ texts, column }) =>
      // A cell that the step filled fits now.
      column !== undefined && cells[column] === null ? (texts[row] ?? null) : null,
    );
    if (spool.add([batch.numbers[row], ...cells, ...misfits])) await spool.flush();
  }
}

interface Faulty {
  readonly step: UserStep;
  readonly batch: StepBatch;
  readonly draft: Draft;
}

async function explained(error: unknown, { step, batch, draft }: Faulty): Promise<unknown> {
  if (!(error instanceof WrongResult)) return error;
  const number = error.at === undefined ? undefined : batch.numbers[error.at];
  const read = number === undefined ? undefined : await draft.placeOf(Number(number));
  const line = read?.line === undefined ? '' : `:${read.line}`;
  const where = read === undefined ? '' : ` (the row read from ${read.file}${line})`;
  const own = step.place.line === undefined ? '' : `, line ${step.place.line}`;
  return new MlxError('data/user-code', `\`${step.path}\`${own}: ${error.message}${where}`, {
    hints: [error.hint],
    place: step.place,
  });
}

interface Left {
  readonly left: StepColumns;
  readonly spool: RowSpool;
}

/** The spooled rows as Parquet, with their types. */
async function stored(
  draft: Draft,
  { left: { columns }, spool }: Left,
  { database, scratch }: Workbench,
): Promise<Draft> {
  const names = new Set(columns.map(({ name }) => name));
  const hidden = [...(draft.misfits ?? [])];
  const cells = [
    `CAST(c0 AS BIGINT) AS ${identifier(rowColumn)}`,
    ...columns.map(({ name, type }, at) => `${typed(`c${at + 1}`, type)} AS ${identifier(name)}`),
    ...hidden.flatMap(([name, column], at) =>
      names.has(name) ? [`c${columns.length + at + 1} AS ${identifier(column)}`] : [],
    ),
  ];
  const file = join(scratch, `${randomUUID()}.parquet`);
  const width = 1 + columns.length + hidden.length;
  await database.run(
    `COPY (SELECT ${cells.join(', ')} FROM ${spool.relation(width)}) TO ${literal(file)} (FORMAT parquet)`,
  );
  await rm(spool.file, { force: true });
  const { file: _whole, misfits: _hidden, ...rest } = draft;
  const kept = hidden.filter(([name]) => names.has(name));
  return {
    ...rest,
    relation: parquetRows(file),
    columns,
    ...(kept.length > 0 && { misfits: new Map(kept) }),
  };
}

function typed(cell: string, type: ColumnType): string {
  if (type === 'timestamp') return `make_timestamp(CAST(${cell} AS BIGINT))`;
  return `CAST(${cell} AS ${storageOf(type)})`;
}

function noRowLeft({ path, place }: UserStep): MlxError {
  return new MlxError('data/no-rows', `\`${path}\` keeps no row`, {
    hints: ['Check what it returns as `keep`'],
    place,
  });
}
