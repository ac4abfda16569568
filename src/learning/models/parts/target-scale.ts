import type { LabelledRows, TrainingData } from '../model-family.js';

/** The target's mean and standard deviation over the training rows: networks learn `(y − mean) / sd`. */
export interface TargetScale {
  readonly mean: number;
  readonly sd: number;
}

/** The data with its target standardised, so that tolerances and learning rates suit any unit. Classes stay as they are. */
export function onTargetScale(data: TrainingData): ScaledData {
  const { task, train, validation } = data;
  if (task.kind !== 'regression') return { data, scale: { mean: 0, sd: 1 } };
  const scale = targetScale(train);
  const scaled = (rows: LabelledRows) => ({
    ...rows,
    y: rows.y.map((value) => (value - scale.mean) / scale.sd),
  });
  return {
    data: {
      task,
      train: scaled(train),
      ...(validation === undefined ? {} : { validation: scaled(validation) }),
    },
    scale,
  };
}

export interface ScaledData {
  readonly data: TrainingData;
  readonly scale: TargetScale;
}

/** Measured on the training rows, weighted; a constant target has an `sd` of 1. */
function targetScale({ y, weights }: LabelledRows): TargetScale {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < y.length; row++) {
    const weight = weights?.[row] ?? 1;
    total += weight;
    sum += weight * (y[row] as number);
  }
  const mean = sum / total;
  let squares = 0;
  for (let row = 0; row < y.length; row++) {
    squares += (weights?.[row] ?? 1) * ((y[row] as number) - mean) ** 2;
  }
  const sd = Math.sqrt(squares / total);
  return { mean, sd: sd > 1e-12 * Math.abs(mean) ? sd : 1 };
}
