import type { Predictions } from '../../../contracts/model.js';
import { ascending, perRow } from '../averages.js';
import { decisions } from '../confusion.js';
import type { MetricOptions, Truth } from '../metric.js';
import type { WorstRow } from './evaluation.js';

const mostRows = 20;

/** The rows with the largest loss, worst first: where to look for wrong labels and missing features. */
export function worstRows(
  truth: Truth,
  predictions: Predictions,
  options: MetricOptions & { readonly rowIds: ArrayLike<number> | undefined },
): readonly WorstRow[] {
  const { rowIds } = options;
  const { loss, describe } =
    truth.task.kind === 'regression' || truth.task.kind === 'forecast'
      ? regressionRows(truth, predictions)
      : truth.task.kind === 'anomaly'
        ? oddestRows(truth, predictions, options)
        : classificationRows(truth, predictions, options);
  const gains = perRow(truth.values.length, (row) => -loss(row));
  return Array.from(ascending(gains).slice(0, mostRows), (row) => ({
    row: rowIds?.[row] ?? row,
    ...describe(row),
    loss: loss(row),
  }));
}

interface Rows {
  readonly loss: (row: number) => number;
  readonly describe: (row: number) => Omit<WorstRow, 'row' | 'loss'>;
}

function regressionRows({ values }: Truth, predictions: Predictions): Rows {
  const truthOf = (row: number): number => values[row] as number;
  const predictedOf = (row: number): number => predictions.values[row] as number;
  return {
    loss: (row) => Math.abs(predictedOf(row) - truthOf(row)),
    describe: (row) => ({ truth: truthOf(row), predicted: predictedOf(row) }),
  };
}

/** The highest scores first: what to look at, rather than what went wrong. */
function oddestRows(truth: Truth, predictions: Predictions, options: MetricOptions): Rows {
  const { classes } = truth.task;
  const decided = decisions(truth, predictions, options);
  return {
    loss: (row) => predictions.values[row] as number,
    describe: (row) => ({
      truth: classes[truth.values[row] as number] ?? '',
      predicted: classes[decided[row] as number] ?? (decided[row] === 1 ? 'flagged' : ''),
    }),
  };
}

function classificationRows(truth: Truth, predictions: Predictions, options: MetricOptions): Rows {
  const { classes } = truth.task;
  const decided = decisions(truth, predictions, options);
  const probabilityOf = (row: number): number =>
    predictions.values[row * predictions.width + (truth.values[row] as number)] as number;
  return {
    loss: (row) => -Math.log(Math.max(Number.EPSILON, probabilityOf(row))),
    describe: (row) => ({
      truth: classes[truth.values[row] as number] ?? '',
      predicted: classes[decided[row] as number] ?? '',
      probability: probabilityOf(row),
    }),
  };
}
