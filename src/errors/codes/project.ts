import type { ErrorEntry } from './entry.js';

export const projectCodes = {
  'project/missing': {
    exit: 'project',
    title: 'there is no project file',
    explanation:
      'Every command but `init`, `doctor` and `explain` works on a project file, `mlx.yaml` by default. `mlx init` writes one; `--project FILE` names another.',
  },
  'project/invalid': {
    exit: 'project',
    title: 'the project file cannot be used as written',
    explanation:
      'All problems are listed with their place. Each has a code of its own that `mlx explain` knows.',
  },
  'project/syntax': {
    exit: 'project',
    title: 'the file is not YAML',
    explanation:
      'The YAML parser stopped making sense of the file here. Frequent causes: a tab used for indentation, a key written twice, a missing space after a colon, a quote that is not closed.',
  },
  'project/not-a-mapping': {
    exit: 'project',
    title: 'the file does not hold settings',
    explanation:
      'A project file is a mapping of blocks such as `task:` and `ingest:`. This one is empty or a list.',
  },
  'project/unknown-key': {
    exit: 'project',
    title: 'a setting that mlx does not know',
    explanation:
      'Unknown settings are refused everywhere, so that a misspelt one cannot be ignored in silence. `mlx explain PATH` lists what a block may hold. Keys that start with `x-` at the top are yours.',
  },
  'project/missing-key': {
    exit: 'project',
    title: 'a setting that must be there is not',
    explanation: 'The block cannot be used without it. `mlx explain PATH` says what it means.',
  },
  'project/wrong-type': {
    exit: 'project',
    title: 'a value is of the wrong kind',
    explanation:
      'The setting wants a number, a string, a mapping or a list, and something else is written. Quotes make a string of a number.',
  },
  'project/not-allowed': {
    exit: 'project',
    title: 'a value is not one of those allowed',
    explanation: 'The message lists the values there are.',
  },
  'project/out-of-range': {
    exit: 'project',
    title: 'a number or list is outside its limits',
    explanation: 'The message says the limit that the value breaks.',
  },
  'project/bad-format': {
    exit: 'project',
    title: 'a text does not have the form it needs',
    explanation: 'The message shows the form. Names are lower-case letters, digits and dashes.',
  },
  'project/contradiction': {
    exit: 'project',
    title: 'two settings do not go together',
    explanation: 'Each is fine by itself. The message names both; change one of them.',
  },
  'project/reference-missing': {
    exit: 'project',
    title: 'a reference stands for nothing',
    explanation:
      '`${env:NAME}` takes an environment variable, `${file:PATH}` the contents of a file. `${env:NAME:-default}` gives a default.',
  },
  'project/extends-missing': {
    exit: 'project',
    title: 'a file named in `extends` cannot be used',
    explanation:
      'Paths in `extends` are relative to the file that names them. Files may not extend each other in a circle.',
  },
  'project/unknown-environment': {
    exit: 'usage',
    title: '`--env` names no environment of the project',
    explanation: 'Environments are overlays under `environments:` in the project file.',
  },
  'project/unknown-column': {
    exit: 'project',
    title: 'the project names a column that the data does not have',
    explanation:
      'Column names are compared with the header of the data, letter by letter. The message offers the nearest one.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
