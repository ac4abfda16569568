import { expect } from 'vitest';
import { JobCompute } from '../../src/stages/job-compute.js';
import { prepareLearning } from '../../src/stages/learning.js';
import { learningSettings } from '../../src/stages/learning-settings.js';
import { jobAfterSplit } from './job-after-split.js';
import { loadedProject } from './loaded-project.js';
import type { ProjectDir } from './project-dir.js';

/** Splits a project, and what trials in it need: its settings, what is learnt from, and their world but for pruners. Close `learning`. */
export async function trialsOf(project: ProjectDir) {
  const run = await project.mlx('split');
  expect(run.exitCode, run.stderr).toBe(0);
  const settings = learningSettings(await loadedProject(project));
  const job = await jobAfterSplit(project);
  const learning = await prepareLearning(settings, job);
  const world = {
    ...{ learning: settings, job, rows: () => Promise.resolve(learning) },
    compute: new JobCompute('cpu', job),
  };
  return { settings, learning, world };
}
