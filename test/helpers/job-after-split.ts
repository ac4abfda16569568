import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectDir } from './project-dir.js';

/** What a stage after `split` is given, in a project that has come so far. */
export async function jobAfterSplit(project: ProjectDir) {
  const files = await project.files();
  const folderOf = (stage: string): string =>
    join(
      project.path,
      (files.find((name) => name.endsWith(`${stage}.json`)) ?? '').replace(/[^/]+$/, ''),
    );
  const scratch = join(project.path, 'scratch');
  await mkdir(scratch);
  return {
    inputs: { ingest: folderOf('ingest'), split: folderOf('split') },
    ...{ projectDir: project.path, scratch, emit: () => undefined },
    signal: new AbortController().signal,
    machine: {
      ...{ cacheDir: scratch, memoryBytes: 2 ** 30, environment: {}, self: [] },
      setEnvironment: () => undefined,
    },
  };
}
