import type { ErrorEntry } from './entry.js';

export const schemaCodes = {
  'schema/changed': {
    exit: 'data',
    title: 'the columns of the data are not those that were accepted',
    explanation:
      'The lockfile beside the project keeps the columns and types the data had when somebody ran `mlx accept`. A column was added, removed, renamed, retyped or moved since. `ingest.schema.changes` says what is done about it: `fail`, `warn` or `accept-additions`.',
  },
  'schema/not-accepted': {
    exit: 'stale',
    title: 'no data has been accepted yet, but it has to be',
    explanation:
      'With `--locked`, or `ingest: { schema: { locked: true } }`, data is used only when its schema was accepted before. Run `mlx accept` and commit the lockfile.',
  },
  'schema/lock-broken': {
    exit: 'stale',
    title: 'the lockfile of the data cannot be read',
    explanation:
      'The lockfile is written by `mlx accept` and is not meant to be edited; a merge may have left it with conflict marks. Write it anew with `mlx accept`.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
