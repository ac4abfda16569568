import type { Validate } from './validate.js';

/**
 * Validators made of our schemas when mlx was built, by key, so that starting up compiles nothing. Empty in the
 * sources: `scripts/build.mjs` puts the compiled ones in its place.
 */
export const compiledValidators: ReadonlyMap<string, Validate> = new Map();
