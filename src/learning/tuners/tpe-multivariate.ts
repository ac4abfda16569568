import { chooseAlone, chooseJointly, goodAndBad, startTrials } from './parzen/good-and-bad.js';
import type { Sampler } from './sampler.js';
import { pointFrom } from './search-space.js';
import { evenPoint } from './spaces/even-point.js';
import { isFinished, outcomesOf } from './spaces/outcomes.js';
import { untried } from './spaces/untried.js';

/**
 * Every so many trials the settings are drawn each by itself: points drawn jointly stay near good ones in all settings at once, and so
 * may stay with one choice for ever.
 */
const aloneEvery = 4;

/**
 * Tree-structured Parzen estimators over all settings together (Falkner et al. 2018, with the constants of Optuna), so that it
 * learns which values go well with each other. Settings that exist only beside others are drawn after them, each by itself.
 */
export const tpeMultivariate: Sampler = {
  name: 'tpe-multivariate',
  summary: 'learns which values of the settings go well together; cheap, any space',
  check: () => [],
  next(space, history, request) {
    const { seed, number } = request;
    const outcomes = outcomesOf(space, history, request);
    const isStart = outcomes.filter(isFinished).length < startTrials;
    const known = isStart ? undefined : goodAndBad(outcomes);
    const isAlone = number % aloneEvery === aloneEvery - 1;
    const always = space.dimensions.filter(({ when }) => when === undefined && !isAlone);
    return untried(space, history, {
      seed,
      number,
      propose(attempt) {
        if (known === undefined) return evenPoint(space, number + attempt, seed);
        const from = { seed, label: `tune/tpe-multivariate/${number}/${attempt}` };
        const joint = chooseJointly(always, known, from);
        return pointFrom(space, (dimension) =>
          dimension.path in joint
            ? (joint[dimension.path] ?? null)
            : chooseAlone(dimension, known, from),
        );
      },
    });
  },
};
