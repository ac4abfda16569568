import type { Matrix } from '../../../contracts/matrix.js';
import type { Tasks } from '../../compute/team.js';
import { binPlanner, type FeatureBins } from './bins.js';
import { controlWords } from './boost-layout.js';

/** What the threads need to plan bins. The values, the results and the control block are shared. */
export interface PlanSpec {
  readonly matrix: Matrix;
  readonly bins: number;
  readonly control: Int32Array;
  /** For each column up to 255 cuts. */
  readonly cuts: Float32Array;
  /** For each column: bins, and whether any row is missing. No bins: not planned, since it holds categories. */
  readonly facts: Int32Array;
}

/** Columns of one task: as many as are read together. */
const columnsOfTask = 8;
const cutsOfColumn = 256;

export function planSpec(matrix: Matrix, bins: number): PlanSpec {
  const count = matrix.columns.length;
  return {
    matrix,
    bins,
    control: new Int32Array(new SharedArrayBuffer(4 * controlWords)),
    cuts: new Float32Array(new SharedArrayBuffer(4 * cutsOfColumn * count)),
    facts: new Int32Array(new SharedArrayBuffer(8 * count)),
  };
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
    const { matrix, bins, cuts, facts } = this.#spec;
    this.#plan ??= binPlanner(matrix, { bins });
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
export function plannedBins({ matrix, bins, cuts, facts }: PlanSpec): readonly FeatureBins[] {
  const plan = binPlanner(matrix, { bins });
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
