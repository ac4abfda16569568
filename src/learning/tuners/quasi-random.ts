import type { Sampler } from './sampler.js';
import { evenPoint } from './spaces/even-point.js';
import { untried } from './spaces/untried.js';

/**
 * Covers the space more evenly than chance: the scrambled Sobol sequence, one of its dimensions for each setting. What it
 * would repeat in a finite space it passes over.
 */
export const quasiRandom: Sampler = {
  name: 'quasi-random',
  summary: 'covers the space evenly (scrambled Sobol sequence); leaves smaller gaps than `random`',
  check: () => [],
  next(space, history, { seed, number }) {
    return untried(space, history, {
      seed,
      number,
      propose: (attempt) => evenPoint(space, number + attempt, seed),
    });
  },
};
