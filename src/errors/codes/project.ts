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
} as const satisfies Readonly<Record<string, ErrorEntry>>;
