/**
 * Raised whenever the same settings, rows and seed give other numbers than before: an op, a family, its defaults, a resampler or what is
 * drawn. It is part of the fingerprint of all that learns, so that no model of an older mlx passes for one of this, and no checkpoint of an
 * older one is gone on from. `learning-version.test.ts` notices what changes numbers.
 */
const learningVersion = 3;

/** The version of a stage that learns: its own, and that of learning. */
export function learningStage(own: number): number {
  return own * 1000 + learningVersion;
}
