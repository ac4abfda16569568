import type { Batch, Vector } from '../../contracts/batch.js';
import type { Predictions } from '../../contracts/model.js';
import type { Task } from '../../contracts/task.js';
import { quantilesOf } from '../metrics/evaluation/quantiles.js';
import type { ExplainedModel } from './explained-model.js';

/** What a model says on average when a column is set to one value after the other in all rows. */
export interface Dependence {
  readonly column: string;
  readonly kind: 'number' | 'category' | 'time';
  /** Numbers (times in milliseconds since 1970) in ascending order, or names, the most frequent first; null stands for what is missing. */
  readonly grid: readonly (number | string | null)[];
  /** Shares of the rows that have each name; absent for numbers, whose grid follows their quantiles. */
  readonly shares?: readonly number[];
  /** One curve for each class that is shown; one alone for a number or a positive class. */
  readonly curves: readonly { readonly of?: string; readonly values: readonly number[] }[];
  /** What is said of some rows one by one (individual conditional expectations), of the first curve. */
  readonly rows: readonly (readonly number[])[];
}

export interface DependenceOptions {
  /** Most places on a grid of numbers, and most names. */
  readonly places: number;
  readonly names: number;
  /** Rows shown one by one, and classes with a curve of their own. */
  readonly shown: number;
  readonly classes: number;
}

export const dependenceDefaults: DependenceOptions = {
  ...{ places: 20, names: 12, shown: 25, classes: 4 },
};

/**
 * Partial dependence (Friedman 2001) and individual conditional expectations (Goldstein et al. 2015) of a column, over the rows of the
 * batch. Undefined for a column of texts or images, and for one that is always the same.
 */
export function dependenceOn(
  { predict, model }: Pick<ExplainedModel, 'predict' | 'model'>,
  batch: Batch,
  { column, ...wish }: { readonly column: string } & Partial<DependenceOptions>,
): Dependence | undefined {
  const options = { ...dependenceDefaults, ...wish };
  const vector = batch.columns.get(column);
  const grid = vector === undefined ? undefined : gridOf(vector, options);
  if (grid === undefined || vector === undefined || grid.values.length < 2) return undefined;
  const outputs = outputsOf(model.task, options.classes);
  const shown = spread(batch.rows, options.shown);
  const curves = outputs.map((): number[] => []);
  const rows = Array.from(shown, (): number[] => []);
  for (const value of grid.values) {
    const changed = new Map(batch.columns).set(column, constant(vector, value, batch.rows));
    const said = predict({ rows: batch.rows, columns: changed });
    outputs.forEach((output, at) => curves[at]?.push(meanOf(said, output)));
    const [first = 0] = outputs;
    shown.forEach((row, at) => rows[at]?.push(said.values[row * said.width + first] as number));
  }
  return {
    ...{ column, kind: grid.kind, grid: grid.values },
    ...(grid.shares !== undefined && { shares: grid.shares }),
    curves: curves.map((values, at) => ({ ...nameOf(model.task, outputs[at] ?? 0), values })),
    rows,
  };
}

interface Grid {
  readonly kind: Dependence['kind'];
  readonly values: readonly (number | string | null)[];
  readonly shares?: readonly number[];
}

function gridOf(vector: Vector, { places, names }: DependenceOptions): Grid | undefined {
  if (vector.kind === 'pixels') return undefined;
  if (vector.kind === 'string') return namesOf(vector.values, names);
  const known = vector.values.filter(Number.isFinite).sort();
  const distinct = [...new Set(known)];
  if (distinct.length <= places) return { kind: 'number', values: distinct };
  // The ends are left out: few rows are there, and what is said of them is said by few.
  const fractions = Array.from({ length: places }, (_, at) => 0.01 + (0.98 * at) / (places - 1));
  return { kind: 'number', values: [...new Set(quantilesOf(known, fractions))] };
}

/** Names that come again; texts, which do not, have no grid. */
function namesOf(values: readonly (string | null)[], most: number): Grid | undefined {
  const counts = new Map<string | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size > values.length / 2) return undefined;
  const ranked = [...counts].sort(([a, x], [b, y]) => y - x || ((a ?? '') < (b ?? '') ? -1 : 1));
  const kept = ranked.slice(0, most);
  return {
    kind: 'category',
    values: kept.map(([value]) => value),
    shares: kept.map(([, count]) => count / values.length),
  };
}

function constant({ kind }: Vector, value: number | string | null, rows: number): Vector {
  return kind === 'number'
    ? { kind, values: new Float64Array(rows).fill(value as number) }
    : { kind: 'string', values: Array<string | null>(rows).fill(value as string | null) };
}

function outputsOf({ kind, classes }: Task, most: number): readonly number[] {
  if (kind === 'binary') return [1];
  if (kind !== 'multiclass') return [0];
  return classes.slice(0, most).map((_, at) => at);
}

function nameOf({ kind, classes }: Task, output: number): { readonly of?: string } {
  const name = kind === 'binary' || kind === 'multiclass' ? classes[output] : undefined;
  return name === undefined ? {} : { of: name };
}

function meanOf({ rows, width, values }: Predictions, output: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += values[row * width + output] as number;
  return sum / rows;
}

function spread(rows: number, most: number): Uint32Array {
  const count = Math.min(rows, most);
  return Uint32Array.from({ length: count }, (_, at) => Math.floor((at * rows) / count));
}
