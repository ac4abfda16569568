import type { Params } from '../../../../contracts/params.js';

export const keepParams = {
  keep: {
    type: 'number',
    exclusiveMinimum: 0,
    default: 0.5,
    description: 'How many features are kept: a number of them, or a share below 1',
  },
} as const satisfies Params;

/** The places of the highest scores, in ascending order; of equal ones the first. What has no score (NaN) comes last. */
export function placesOfBest(scores: readonly number[], keep: number): readonly number[] {
  const count = keep < 1 ? Math.max(1, Math.round(keep * scores.length)) : Math.floor(keep);
  const of = (place: number): number => {
    const score = scores[place] as number;
    return Number.isNaN(score) ? -Infinity : score;
  };
  return [...scores.keys()]
    .sort((a, b) => (of(b) === of(a) ? a - b : of(b) - of(a)))
    .slice(0, count)
    .sort((a, b) => a - b);
}
