import type { ErrorEntry } from './entry.js';

export const qualityCodes = {
  'quality/broken': {
    exit: 'data',
    title: 'the data breaks a quality rule that must hold',
    explanation:
      'Rules under `ingest.quality` with `else: fail`, which is the default, stop ingest, and so does a rule with `else: quarantine` that more rows break than `max_share` or `max_rows` allow. The message says how many rows and where the first stands; the rows themselves are written to a file below `.mlx/quarantine`. The last good table stays as it is.',
  },
  'quality/misfit': {
    exit: 'project',
    title: 'a quality rule does not suit the columns of the data',
    explanation:
      'A rule asks for something its column cannot be, such as a bound that is no number for a column of numbers, or a typo in a number. The message says which setting it is.',
  },
  'quality/nothing-left': {
    exit: 'data',
    title: 'every row would be quarantined',
    explanation:
      'Rules with `else: quarantine` set rows aside, and here there is no row they would leave. Usually a rule expects another unit or another spelling than the data has.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
