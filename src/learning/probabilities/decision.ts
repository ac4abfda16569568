import type { Decision } from '../../contracts/decision.js';
import type { Predictions } from '../../contracts/model.js';
import type { Task } from '../../contracts/task.js';
import { MlxError, nearestWord } from '../../errors/index.js';
import type { Truth } from '../metrics/metric.js';
import { bestThreshold, type Outcomes } from './threshold.js';

/** What a project says of how labels are decided; one of the four. */
export interface ThresholdSettings {
  readonly at?: number;
  readonly metric?: ThresholdMetric;
  readonly cost?: { readonly false_positive: number; readonly false_negative: number };
  /** By true class, then by the class decided for; what is not named costs 1, the right class 0. */
  readonly costs?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Metrics a threshold may be chosen for; precision or recall alone would be best at an end. */
export const thresholdMetrics = ['f1', 'balanced_accuracy', 'mcc', 'accuracy'] as const;
type ThresholdMetric = (typeof thresholdMetrics)[number];

/**
 * How the model's probabilities become labels. Two classes: the threshold that is best on the given rows, which are not
 * to be training rows. More: the class of least expected cost, which takes no fitting. Throws `learning/unknown-class`
 * when a cost names no class, `learning/no-threshold` when the wish does not suit the number of classes.
 */
export function fitDecision(
  { at, metric, cost, costs }: ThresholdSettings,
  truth: Truth,
  predictions: Predictions,
): Decision {
  const { task } = truth;
  if (costs !== undefined) {
    const table = costTable(task, costs);
    if (task.kind === 'multiclass') return { costs: table, why: 'the least expected cost' };
    return byCost(truth, predictions, {
      falsePositive: table[0]?.[1] as number,
      falseNegative: table[1]?.[0] as number,
    });
  }
  if (task.kind !== 'binary') throw needsTwo(task);
  if (at !== undefined) return { threshold: at, why: 'the project, which sets it' };
  if (cost !== undefined) {
    const { false_positive: falsePositive, false_negative: falseNegative } = cost;
    return byCost(truth, predictions, { falsePositive, falseNegative });
  }
  const name = metric ?? 'f1';
  const threshold = bestThreshold(truth, predictions, { worth: worthOf[name], near: 0.5 });
  return { threshold, why: `the best ${name} on validation` };
}

interface Costs {
  readonly falsePositive: number;
  readonly falseNegative: number;
}

function byCost(truth: Truth, predictions: Predictions, costs: Costs): Decision {
  const { falsePositive, falseNegative } = costs;
  const threshold = bestThreshold(truth, predictions, {
    worth: ({ falseAlarms, misses }) => -(falsePositive * falseAlarms + falseNegative * misses),
    // Where it would be if probabilities were exact: Elkan 2001.
    near: falsePositive / (falsePositive + falseNegative),
  });
  return {
    threshold,
    costs: [
      [0, falsePositive],
      [falseNegative, 0],
    ],
    why: `the least cost on validation, ${falsePositive} for a false positive and ${falseNegative} for a false negative`,
  };
}

const worthOf: Readonly<Record<ThresholdMetric, (outcomes: Outcomes) => number>> = {
  f1: ({ hits, falseAlarms, misses }) => ratio(2 * hits, 2 * hits + falseAlarms + misses),
  balanced_accuracy: ({ hits, falseAlarms, misses, rightlyNot }) =>
    ratio(hits, hits + misses) + ratio(rightlyNot, rightlyNot + falseAlarms),
  accuracy: ({ hits, rightlyNot }) => hits + rightlyNot,
  mcc: ({ hits, falseAlarms, misses, rightlyNot }) =>
    ratio(
      hits * rightlyNot - falseAlarms * misses,
      Math.sqrt(
        (hits + falseAlarms) * (hits + misses) * (rightlyNot + falseAlarms) * (rightlyNot + misses),
      ),
    ),
};

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function costTable(
  { classes }: Task,
  costs: NonNullable<ThresholdSettings['costs']>,
): readonly (readonly number[])[] {
  for (const name of [...Object.keys(costs), ...Object.values(costs).flatMap(Object.keys)]) {
    if (!classes.includes(name)) throw unknownClass(name, classes);
  }
  return classes.map((truth) =>
    classes.map((decided) => costs[truth]?.[decided] ?? (truth === decided ? 0 : 1)),
  );
}

function unknownClass(name: string, classes: readonly string[]): MlxError {
  const nearest = nearestWord(name, classes);
  return new MlxError(
    'learning/unknown-class',
    `\`train.threshold.costs\` names the class \`${name}\`, which is not there`,
    {
      hints: [
        ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
        `Use the classes of the target: ${classes.join(', ')}`,
      ],
    },
  );
}

function needsTwo({ target, classes }: Task): MlxError {
  return new MlxError(
    'learning/no-threshold',
    `\`train.threshold\` parts two classes, and \`${target}\` has ${classes.length}`,
    {
      hints: [
        `Write what each mistake costs: \`threshold: { costs: { ${classes[0]}: { ${classes[1]}: 5 } } }\``,
        'Or remove `train.threshold`',
      ],
    },
  );
}
