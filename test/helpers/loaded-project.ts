import { join } from 'node:path';
import { plugins } from '../../src/cli/plugins.js';
import { loadProject } from '../../src/project/load-project.js';
import type { Project } from '../../src/project/project.js';
import type { ProjectDir } from './project-dir.js';

/** The project of a folder, loaded as every command does it. */
export async function loadedProject(
  { path }: ProjectDir,
  assignments: readonly string[] = [],
): Promise<Project> {
  return loadProject({
    file: join(path, 'mlx.yaml'),
    environments: [],
    assignments,
    variables: {},
    cwd: path,
    catalogue: plugins,
  });
}
