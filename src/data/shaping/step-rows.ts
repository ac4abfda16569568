import type { Batch, Vector } from '../../contracts/batch.js';
import type { ColumnType } from '../../contracts/table.js';
import type { StepBatch, StepList } from '../steps/step-batch.js';
import { StepColumns } from '../steps/step-columns.js';
import { readResult } from '../steps/step-result.js';
import { stepOf } from '../steps/user-step.js';
import { loadCarriedModule } from '../user-modules/carried-module.js';
import { failingRows } from './failing-rows.js';
import type { CarriedStep } from './row-shaping.js';
import type { RowShaper } from './shaped-rows.js';

/**
 * Hands rows to a step from the code that was carried along, and holds what it returns to the types that its columns had at ingest.
 * Every row is answered for: that a step leaves rows like it out of the table (`keep`) is no reason to refuse it.
 */
export async function stepShaper(carried: CarriedStep): Promise<RowShaper> {
  const { code, params, before, after } = carried;
  const step = stepOf(code.path, (await loadCarriedModule(code)).exports);
  const byStep = new Map(after.map(({ name, type }) => [name, type]));
  const { signal } = new AbortController();
  const changed = async (rows: Batch): Promise<Batch> => {
    const batch = stepBatch(rows, before);
    const given = await step({ rows: rows.rows, columns: batch.columns }, { params, signal });
    const left = new StepColumns(before, { byStep, byProject: () => undefined });
    const cellsOf = left.cellsOf(readResult(given, rows.rows), batch);
    const cells = Array.from({ length: rows.rows }, (_, at) => cellsOf(at));
    return {
      rows: rows.rows,
      columns: new Map(
        left.columns.map(({ name, type }, at) => [
          name,
          vectorOf(
            type,
            cells.map((row) => row[at] ?? null),
          ),
        ]),
      ),
    };
  };
  const run: RowShaper = async (rows) => {
    try {
      return await changed(rows);
    } catch (error) {
      const expected = `values that \`${code.path}\` can work with`;
      const reason = error instanceof Error ? error.message : String(error);
      return { problems: await failingRows(rows, { expected, reason, run }) };
    }
  };
  return run;
}

/** Rows as a step is handed them; a column that they do not have, such as the target, is missing in all. */
function stepBatch({ rows, columns }: Batch, before: CarriedStep['before']): StepBatch {
  const lists = before.map(
    ({ name, type }) => [name, listOf(columns.get(name), type, rows)] as const,
  );
  return {
    rows,
    columns: Object.fromEntries(lists),
    numbers: [],
    exact: new Map(),
    misfits: new Map(),
  };
}

function listOf(vector: Vector | undefined, type: ColumnType, rows: number): StepList {
  if (isNumeric(type)) {
    const values =
      vector?.kind === 'number' ? vector.values.slice() : new Float64Array(rows).fill(Number.NaN);
    if (type !== 'boolean') return values;
    return Array.from(values, (value) => (Number.isNaN(value) ? null : value === 1));
  }
  return vector?.kind === 'string' ? [...vector.values] : Array.from({ length: rows }, () => null);
}

function vectorOf(type: ColumnType, cells: readonly (string | null)[]): Vector {
  if (!isNumeric(type)) return { kind: 'string', values: cells };
  return { kind: 'number', values: Float64Array.from(cells, (cell) => numberOf(type, cell)) };
}

function numberOf(type: ColumnType, cell: string | null): number {
  if (cell === null) return Number.NaN;
  if (type === 'boolean') return cell === 'true' ? 1 : 0;
  return type === 'timestamp' ? Number(cell) / 1000 : Number(cell);
}

function isNumeric(type: ColumnType): boolean {
  return type === 'number' || type === 'integer' || type === 'boolean' || type === 'timestamp';
}
