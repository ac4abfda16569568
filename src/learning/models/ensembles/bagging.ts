import { randomFor } from '../../../contracts/seeded-random.js';
import { defineModel } from '../model-family.js';
import type { ComposeContext, Member } from './compose.js';
import { ensembleOf, meanPredictor } from './voting.js';

const params = {
  of: { type: 'string', minLength: 1, default: 'linear', description: 'The candidate to repeat' },
  copies: {
    type: 'integer',
    minimum: 1,
    default: 10,
    search: { low: 5, high: 50, log: true },
    description: 'How often it is fitted',
  },
  sample: {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 1,
    default: 1,
    description: 'Rows drawn with replacement for each copy, as a share of all',
  },
} as const;

/** Breiman 1996: the mean of copies of one candidate, each fitted on rows drawn with replacement. */
export const bagging = defineModel({
  name: 'bagging',
  summary: 'The mean of copies of one candidate, each fitted on rows drawn with replacement',
  tasks: ['binary', 'multiclass', 'regression'],
  reads: 'native',
  composes: true,
  params,

  async fit(data, { of, copies, sample }, context) {
    const { rows } = data.train.x;
    const draws = Math.max(1, Math.round(sample * rows));
    const members: Member[] = [];
    for (let copy = 0; copy < copies; copy++) {
      const random = randomFor(context.seed, `${context.label}/bag/${copy}`);
      const drawn = Uint32Array.from({ length: draws }, () => Math.floor(random() * rows)).sort();
      const turn = `copy/${copy}`;
      members.push(await (context as ComposeContext).fit(of, { rows: drawn, turn }));
    }
    const shares = members.map(() => 1 / copies);
    return ensembleOf('bagging', data, { members, config: { shares } });
  },

  predictor: meanPredictor,
});
