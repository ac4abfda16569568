import type { Params, ValuesOf } from '../../../contracts/params.js';
import { MlxError, nearestWord } from '../../../errors/index.js';
import type { LabelledRows, TrainingData } from '../model-family.js';

/** The params that {@link withClassWeights} reads; a family spreads them into its own. */
export const classWeightParams = {
  class_weight: {
    enum: ['none', 'balanced'],
    default: 'none',
    description:
      '`balanced`: all classes count the same in total, whatever their number of rows, as in scikit-learn',
  },
  class_weights: {
    type: 'object',
    additionalProperties: { type: 'number', minimum: 0 },
    description:
      'How much each row of a class counts, such as `{ yes: 5 }`; classes left out count 1. Replaces `class_weight`',
  },
} as const satisfies Params;

/**
 * The data with class weights multiplied into the row weights; regression has none. Throws `learning/no-rows` when
 * nothing is left to learn from, `learning/unknown-class` for a weight of a class that is not there.
 */
export function withClassWeights(
  data: TrainingData,
  params: Partial<ValuesOf<typeof classWeightParams>>,
): TrainingData {
  const { task, train, validation } = data;
  const total = train.weights?.reduce((sum, weight) => sum + weight, 0) ?? train.x.rows;
  if (train.x.rows === 0 || total <= 0) {
    throw new MlxError('learning/no-rows', `There are no rows to learn \`${task.target}\` from`, {
      hints: ['Look at what is left of the data: `mlx split`'],
    });
  }
  const perClass = task.kind === 'regression' ? undefined : weightOfClasses(data, params);
  if (perClass === undefined) return data;
  return {
    task,
    train: weighted(train, perClass),
    ...(validation === undefined ? {} : { validation: weighted(validation, perClass) }),
  };
}

function weightOfClasses(
  { task: { classes }, train: { y } }: TrainingData,
  { class_weight: rule, class_weights: given }: Partial<ValuesOf<typeof classWeightParams>>,
): readonly number[] | undefined {
  if (given !== undefined) {
    refuseUnknownClasses(classes, given);
    return classes.map((name) => given[name] ?? 1);
  }
  if (rule !== 'balanced') return undefined;
  const counts = classes.map(() => 0);
  for (const label of y) counts[label] = (counts[label] ?? 0) + 1;
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 0 : y.length / (present * count)));
}

function refuseUnknownClasses(
  classes: readonly string[],
  given: Readonly<Record<string, number>>,
): void {
  for (const name of Object.keys(given)) {
    if (classes.includes(name)) continue;
    const nearest = nearestWord(name, classes);
    throw new MlxError(
      'learning/unknown-class',
      `\`class_weights\` names the class \`${name}\`, which is not there`,
      {
        hints: [
          ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
          `Use the classes of the target: ${classes.join(', ')}`,
        ],
      },
    );
  }
}

function weighted(rows: LabelledRows, perClass: readonly number[]): LabelledRows {
  const weights = rows.y.map((label, row) => (perClass[label] ?? 1) * (rows.weights?.[row] ?? 1));
  return { ...rows, weights };
}
