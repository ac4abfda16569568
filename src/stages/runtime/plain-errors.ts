/**
 * Stands in for `errors/index.ts` where a model runs without mlx: the same errors, without the catalogue that `mlx explain`
 * and exit codes need.
 */
export { nearestWord } from '../../errors/nearest-word.js';

export class MlxError extends Error {
  readonly code: string;
  readonly hints: readonly string[];

  constructor(
    code: string,
    message: string,
    { hints = [], cause }: { readonly hints?: readonly string[]; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.name = 'MlxError';
    this.code = code;
    this.hints = hints;
  }
}
