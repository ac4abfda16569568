import type { FeatureBlock, Matrix } from '../../../../src/contracts/matrix.js';
import { randomFor } from '../../../../src/contracts/seeded-random.js';
import type { TaskKind } from '../../../../src/contracts/task.js';
import { gradientBoosting } from '../../../../src/learning/models/gradient-boosting.js';
import type {
  FitContext,
  FitResult,
  LabelledRows,
  TrainingData,
} from '../../../../src/learning/models/model-family.js';
import { contextFor, defaultsOf } from '../fixtures.js';

export function fitBoosting(
  data: TrainingData,
  params: Record<string, unknown> = {},
  context: Partial<FitContext> = {},
): Promise<FitResult> {
  return gradientBoosting.fit(
    data,
    { ...defaultsOf(gradientBoosting.params), ...params } as never,
    contextFor(context),
  );
}

export function predictions({ model }: FitResult, x: Matrix): number[] {
  return [...gradientBoosting.predictor(model)(x).values];
}

export function categoryBlock(start: number, levels: number): FeatureBlock {
  return { name: `c${start}`, kind: 'category', start, width: 1, levels };
}

/** Rows as a matrix of columns x0, x1, … */
export function matrixOf(
  rows: readonly (readonly number[])[],
  blocks: readonly FeatureBlock[] = [],
): Matrix {
  const columns = Array.from({ length: rows[0]?.length ?? 0 }, (_, at) => `x${at}`);
  return { rows: rows.length, columns, values: Float32Array.from(rows.flat()), blocks };
}

export function dataOf(
  kind: TaskKind,
  train: LabelledRows,
  { classes = [], validation }: { classes?: readonly string[]; validation?: LabelledRows } = {},
): TrainingData {
  return {
    task: { kind, target: 'y', classes },
    train,
    ...(validation === undefined ? {} : { validation }),
  };
}

/** Two numbers with holes, a category of eight, a number of no use; the target hangs on the first three. */
export function mixedRows(kind: TaskKind, count: number, seed: number): LabelledRows {
  const random = randomFor(seed, 'mixed');
  const effects = [3, -2, 0, 1, -3, 2, 0.5, -1];
  const rows: number[][] = [];
  const y: number[] = [];
  for (let row = 0; row < count; row++) {
    const [a, b, code] = [random() * 4 - 2, random() * 4 - 2, Math.floor(random() * 8)];
    const score = a * 2 - Math.abs(b) + (effects[code] as number) + random() - 0.5;
    const hole = random() < 0.2;
    rows.push([hole ? NaN : a, random() < 0.1 ? NaN : b, code, random()]);
    // A hole tells something of its own.
    const value = score + (hole ? 2 : 0);
    y.push(
      kind === 'regression'
        ? value
        : kind === 'binary'
          ? +(value > 0)
          : value < -2
            ? 0
            : value < 2
              ? 1
              : 2,
    );
  }
  return { x: matrixOf(rows, [categoryBlock(2, 8)]), y: Float64Array.from(y) };
}

const classNames = {
  binary: ['no', 'yes'],
  multiclass: ['low', 'middle', 'high'],
  regression: [],
  anomaly: ['no', 'yes'],
  forecast: [],
};

export function mixedData(kind: TaskKind, count = 600): TrainingData {
  return dataOf(kind, mixedRows(kind, count, 1), {
    classes: classNames[kind],
    validation: mixedRows(kind, 200, 2),
  });
}
