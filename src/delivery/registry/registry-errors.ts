import { MlxError } from '../../errors/index.js';

/** Somebody has taken the package of a version away. */
export function collectedError({
  name,
  collected,
}: {
  readonly name: string;
  readonly collected?: { readonly at: string; readonly by: string };
}): MlxError {
  const { at = '', by = '' } = collected ?? {};
  return new MlxError(
    'registry/collected',
    `The package of \`${name}\` was removed on ${at.slice(0, 10)} by ${by}`,
    { hints: ['Package the project again, or import a copy with `mlx registry import`'] },
  );
}

/** Somebody has moved an alias meanwhile. */
export function movedError(alias: string, expected: string | null, from: string | null): MlxError {
  const where = (name: string | null) => (name === null ? 'no version' : `\`${name}\``);
  return new MlxError(
    'registry/alias-moved',
    `The alias \`${alias}\` points at ${where(from)} now, and at ${where(expected)} when this began`,
    { hints: ['Look at what was deployed in the meantime, then run the command again'] },
  );
}
