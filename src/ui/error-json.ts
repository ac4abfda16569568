import { errorCatalogue, exitCodes, MlxError, type Place, type Problem } from '../errors/index.js';
import { causeWords } from './render-error.js';

/** A failure as `--json` prints it. */
export interface ErrorJson {
  readonly schema: 'mlx.error/1';
  /** A code of the catalogue, or `internal` for a bug in mlx. */
  readonly code: string;
  readonly message: string;
  readonly exit: { readonly code: number; readonly name: string };
  readonly place?: Place;
  readonly hints: readonly string[];
  readonly problems: readonly Problem[];
  readonly cause?: string;
}

/** A failure as plain data, with the same facts that `renderError` words. Stacks never appear in it. */
export function errorJson(error: unknown): ErrorJson {
  if (!(error instanceof MlxError)) return bugJson(error);
  const { code, name } = exitCodes[errorCatalogue[error.code].exit];
  const cause = causeWords(error.cause);
  return {
    schema: 'mlx.error/1',
    code: error.code,
    message: error.message,
    exit: { code, name },
    ...(error.place === undefined ? {} : { place: error.place }),
    hints: error.hints,
    problems: error.problems,
    ...(cause === '' ? {} : { cause }),
  };
}

function bugJson(error: unknown): ErrorJson {
  const { code, name } = exitCodes.bug;
  return {
    schema: 'mlx.error/1',
    code: 'internal',
    message: causeWords(error),
    exit: { code, name },
    hints: ['Run the command again with `--verbose` to see the stack, and please report it'],
    problems: [],
  };
}
