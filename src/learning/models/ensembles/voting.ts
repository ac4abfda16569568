import type { JsonObject } from '../../../contracts/json.js';
import type { SavedModel } from '../../../contracts/model.js';
import type { Task } from '../../../contracts/task.js';
import { MlxError } from '../../../errors/index.js';
import {
  defineModel,
  type FitResult,
  type PredictFunction,
  type PredictorOf,
  type TrainingData,
} from '../model-family.js';
import { answersOf, type ComposeContext, type Member } from './compose.js';
import { nest, unnest } from './nested-model.js';

const params = {
  of: {
    type: 'array',
    items: { type: 'string' },
    description: 'The candidates that vote',
  },
  weights: {
    type: 'array',
    items: { type: 'number', minimum: 0 },
    description: 'How much each of them counts, in the order of `of`; all the same when absent',
  },
} as const;

/** The weighted mean of what candidates say: of their probabilities, numbers, or forecasts step by step. */
export const voting = defineModel({
  name: 'voting',
  summary: 'The mean of what several candidates say',
  tasks: ['binary', 'multiclass', 'regression', 'forecast'],
  reads: 'native',
  composes: true,
  params,

  async fit(data, { of = [], weights }, context) {
    const says = weights ?? of.map(() => 1);
    const total = says.reduce((a, b) => a + b, 0);
    if (of.length === 0 || says.length !== of.length || !(total > 0)) {
      throw new MlxError(
        'learning/unknown-member',
        '`voting` needs candidates in `of`, and as many `weights` as candidates, not all 0',
        { hints: ['Write `of: [first, second]`', 'Leave `weights` out'] },
      );
    }
    const members: Member[] = [];
    for (const name of of) {
      members.push(await (context as ComposeContext).fit(name, { turn: 'whole' }));
    }
    return ensembleOf('voting', data, {
      members,
      config: { shares: says.map((say) => say / total) },
    });
  },

  predictor: meanPredictor,
});

/** An ensemble as it is saved, with what its members had to note. */
export function ensembleOf(
  family: string,
  { task, train }: TrainingData,
  { members, config }: { readonly members: readonly Member[]; readonly config: JsonObject },
): FitResult {
  const { members: nested, weights } = nest(members);
  return {
    model: {
      family,
      task,
      inputs: train.x.columns,
      config: { ...config, members: nested },
      weights,
    },
    history: [],
    epochs: 0,
    bestEpoch: 0,
    notes: [
      ...new Set(members.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`))),
    ],
  };
}

/** The mean of what members say, by the `shares` in the config, which sum to 1. */
export function meanPredictor(
  model: SavedModel,
  predictorOf: PredictorOf = withoutMembers,
): PredictFunction {
  const shares = model.config['shares'] as readonly number[];
  const members = unnest(model).map(({ model: own, start }) => {
    const predict = predictorOf(own);
    return { model: own, start, predictorOf: () => predict };
  });
  return (matrix) => {
    const values = new Float64Array(matrix.rows * widthOf(model.task));
    for (const [at, member] of members.entries()) {
      const said = answersOf(member, matrix, member.predictorOf);
      for (let cell = 0; cell < values.length; cell++) {
        values[cell] =
          (values[cell] as number) + (shares[at] as number) * (said.values[cell] as number);
      }
    }
    return { rows: matrix.rows, width: widthOf(model.task), values };
  };
}

/** Numbers in an answer to one row. */
function widthOf({ kind, classes, forecast }: Task): number {
  return kind === 'regression' ? 1 : (forecast?.horizon ?? classes.length);
}

/** For callers that have no way to answer for members: a mistake of ours. */
export function withoutMembers(): never {
  throw new Error('an ensemble needs the predictors of its members');
}
