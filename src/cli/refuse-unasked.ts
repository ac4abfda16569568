import { MlxError } from '../errors/index.js';
import type { Project } from '../project/project.js';

/** A stage that needs a block of its own in the project cannot run without one. */
export function refuseUnasked({ tune, file, dir }: Project, goal: string): void {
  if (goal !== 'tune' || tune !== undefined) return;
  throw new MlxError(
    'project/missing-key',
    'The project has no `tune` block, so there is nothing to search',
    {
      place: { file: file.slice(dir.length + 1) },
      hints: [
        'Add for example `tune: auto`, or `tune: { search: { candidates.linear.l2: { log: [0.001, 100] } } }`',
      ],
    },
  );
}
