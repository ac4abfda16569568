import type { Matrix } from '../../../contracts/matrix.js';
import type { Tasks } from '../../compute/team.js';
import { type BinLimits, binPlanner, type FeatureBins } from './bins.js';
import { controlWords } from './boost-layout.js';

/** What the threads need to plan bins. The values, the results and the control block are shared. */
export interface PlanSpec {
  readonly matrix: Matrix;
  readonly limits: BinLimits;
  /** Absent when all rows count the same. */
  readonly weights?: Float64Array;
  readonly control: Int32Array;
  /** For each column up to 255 cuts. */
  readonly cuts: Float32Array;
  /** For each column: bins, and whether any row is missing. No bins: not planned, since it holds categories. */
  readonly facts: Int32Array;
}

/** Columns of one task: as many as are read together. */
const columnsOfTask = 8;
const cutsOfColumn = 256;

export function planSpec(
  matrix: Matrix,
  limits: BinLimits,
  weights: Float64Array | undefined,
): PlanSpec {
  const count = matrix.columns.length;
  return {
    matrix,
    limits,
    ...(weights === undefined ? {} : { weights: sharedWeights(weights) }),
    control: new Int32Array(new SharedArrayBuffer(4 * controlWords)),
    cuts: new Float32Array(new SharedArrayBuffer(4 * cutsOfColumn * count)),
    facts: new Int32Array(new SharedArrayBuffer(8 * count)),
  };
}

function sharedWeights(weights: Float64Array): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(weights.byteLength));
  shared.set(weights);
  return shared;
}

export function planTasks({ columns }: Matrix): number {
  return Math.ceil(columns.length / columnsOfTask);
}

/** Plans the bins of numbers; a command is the first task. */
export class PlanTasks implements Tasks {
  readonly #spec: PlanSpec;
  #plan: ((column: number) => FeatureBins) | undefined;

  constructor(spec: PlanSpec) {
    this.#spec = spec;
  }

  run(first: number, task: number): void {
    const { matrix, limits, weights, cuts, facts } = this.#spec;
    this.#plan ??= binPlanner(matrix, limits, weights);
    const from = (first + task) * columnsOfTask;
    const to = Math.min(matrix.columns.length, from + columnsOfTask);
    for (let column = from; column < to; column++) {
      if (holdsCategories(matrix, column)) continue;
      const planned = this.#plan(column);
      if (planned.kind !== 'number') continue;
      cuts.set(planned.cuts, column * cutsOfColumn);
      facts[2 * column] = planned.bins;
      facts[2 * column + 1] = planned.hasMissing ? 1 : 0;
    }
  }
}

function holdsCategories({ blocks = [] }: Matrix, column: number): boolean {
  return blocks.some(({ kind, start }) => kind === 'category' && start === column);
}

/** The bins of all columns, once the tasks are done; those of categories are planned here. */
export function plannedBins({
  matrix,
  limits,
  weights,
  cuts,
  facts,
}: PlanSpec): readonly FeatureBins[] {
  const plan = binPlanner(matrix, limits, weights);
  return matrix.columns.map((_, column) => {
    const count = facts[2 * column] as number;
    if (count === 0) return plan(column);
    const from = column * cutsOfColumn;
    return {
      kind: 'number',
      bins: count,
      hasMissing: facts[2 * column + 1] === 1,
      cuts: cuts.slice(from, from + Math.max(0, count - 2)),
    };
  });
}
