import { notAllowed } from '../describe-problem.js';
import type { Rule } from './rule.js';

/** Split strategies, samplers and pruners are plug-ins named by a plain string. */
export const namesAreKnown: Rule = {
  reads: ['split', 'tune'],
  check: ({ split, tune }, { splitStrategies, samplers, pruners }, report) => {
    if (!splitStrategies.has(split.strategy)) {
      report(notAllowed(['split', 'strategy'], split.strategy, splitStrategies.names));
    }
    if (tune !== undefined && !samplers.has(tune.sampler)) {
      report(notAllowed(['tune', 'sampler'], tune.sampler, samplers.names));
    }
    if (tune !== undefined && tune.pruner !== 'none' && !pruners.has(tune.pruner)) {
      report(notAllowed(['tune', 'pruner'], tune.pruner, ['none', ...pruners.names]));
    }
  },
};
