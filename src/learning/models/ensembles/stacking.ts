import { MlxError } from '../../../errors/index.js';
import { defineModel } from '../model-family.js';
import { answersOf, type ComposeContext, type Member } from './compose.js';
import { unnest } from './nested-model.js';
import { dealFolds, emptyAnswers, outOfFold, writeAnswers } from './out-of-fold.js';
import { ensembleOf, withoutMembers } from './voting.js';

const params = {
  of: { type: 'array', items: { type: 'string' }, description: 'The candidates to listen to' },
  final: {
    type: 'string',
    default: 'linear',
    description: 'The family that learns whom to believe, with its defaults; it must read scaled',
  },
  folds: {
    type: 'integer',
    minimum: 2,
    default: 5,
    description:
      'Folds of the training rows; each candidate is fitted so often, and once more on all',
  },
} as const;

/** Wolpert 1992: a final model learns from what candidates say of rows they did not learn from. */
export const stacking = defineModel({
  name: 'stacking',
  summary: 'A model that learns which candidates to believe, from what they say of rows left out',
  tasks: ['binary', 'multiclass', 'regression'],
  reads: 'native',
  composes: true,
  params,

  async fit(data, { of = [], final, folds }, given) {
    const context = given as ComposeContext;
    const count = Math.min(folds, data.train.x.rows);
    if (of.length === 0 || count < 2) {
      throw new MlxError(
        'learning/unknown-member',
        '`stacking` needs candidates in `of`, and at least 2 training rows',
        { hints: ['Write `of: [first, second]`'] },
      );
    }
    const x = await outOfFold(data, { names: of, folds: dealFolds(data, count, context) }, context);
    const learnt = await context.fitFamily(final, {
      task: data.task,
      train: { ...data.train, x },
    });
    const members: Member[] = [];
    for (const name of of) members.push(await context.fit(name, { turn: 'whole' }));
    const last = { name: 'final', model: learnt, start: 0, notes: [] };
    return ensembleOf('stacking', data, { members: [...members, last], config: {} });
  },

  predictor(model, predictorOf = withoutMembers) {
    const nested = unnest(model);
    const members = nested
      .slice(0, -1)
      .map((each) => ({ ...each, predict: predictorOf(each.model) }));
    const last = nested.at(-1);
    if (last === undefined) throw new Error('a stacking model without a final one');
    const decide = predictorOf(last.model);
    const names = members.map(({ name }) => name);
    return (matrix) => {
      const answers = emptyAnswers(model.task, names, matrix.rows);
      for (const [at, member] of members.entries()) {
        const said = answersOf(member, matrix, () => member.predict);
        writeAnswers(model.task, said, { into: answers, at });
      }
      return decide(answers);
    };
  },
});
