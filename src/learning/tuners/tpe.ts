import { chooseAlone, goodAndBad, startTrials } from './parzen/good-and-bad.js';
import type { Sampler } from './sampler.js';
import { pointFrom } from './search-space.js';
import { evenPoint } from './spaces/even-point.js';
import { isFinished, outcomesOf } from './spaces/outcomes.js';
import { untried } from './spaces/untried.js';

/**
 * Tree-structured Parzen estimators (Bergstra et al. 2011), with the constants of Optuna: each setting by itself is drawn where
 * the best tenth of the trials are denser than the rest. It starts with 10 points spread evenly.
 */
export const tpe: Sampler = {
  name: 'tpe',
  summary:
    'learns for each setting by itself where good trials lie; cheap, any space, conditions too',
  check: () => [],
  next(space, history, request) {
    const { seed, number } = request;
    const outcomes = outcomesOf(space, history, request);
    const isStart = outcomes.filter(isFinished).length < startTrials;
    const known = isStart ? undefined : goodAndBad(outcomes);
    return untried(space, history, {
      seed,
      number,
      propose: (attempt) =>
        known === undefined
          ? evenPoint(space, number + attempt, seed)
          : pointFrom(space, (dimension) =>
              chooseAlone(dimension, known, { seed, label: `tune/tpe/${number}/${attempt}` }),
            ),
    });
  },
};
