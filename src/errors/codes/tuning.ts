import type { ErrorEntry } from './entry.js';

export const tuningCodes = {
  'tune/bad-space': {
    exit: 'project',
    title: 'a line under `tune.search` cannot be used as written',
    explanation:
      'Each searched setting is one of `values: [...]`, `choice: [...]`, `int: [low, high]`, `float: [low, high]` or `log: [low, high]`; `step` and `points` may stand beside the ranges.',
  },
  'tune/endless-grid': {
    exit: 'project',
    title: 'a grid cannot cover a continuous setting',
    explanation:
      'A grid tries every combination, so each setting needs a countable number of values. Give `float` a `step`, or `float` and `log` a number of `points`; or choose the sampler `random`.',
  },
  'tune/not-confirmed': {
    exit: 'project',
    title: 'what the search found is not known to be better',
    explanation:
      'The best of many trials looks better than it is. `mlx tune --apply` writes it into the project only when `tune.confirm` held it against the settings as written and found it better. `mlx tune --apply anyway` writes it all the same.',
  },
  'tune/cannot-apply': {
    exit: 'project',
    title: 'a setting that was found cannot be written into the project',
    explanation:
      '`mlx tune --apply` changes a setting where it was written and leaves every other character of the file as it is. It does not change what comes from `--set`, from a reference such as `${env:RATE}`, or through an anchor that other settings share.',
  },
  'tune/file-changed': {
    exit: 'project',
    title: 'the project file changed while the search ran',
    explanation:
      'What was found belongs to the project as it was read. Nothing was written; run the command again, and the search goes on from the trials it has, unless the change made it another search.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
