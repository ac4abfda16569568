import { runChildJob } from '../pipeline/child-job.js';
import { defineTarget } from './target.js';

/** A child running the same mlx with a job file: what every remote target does, without the distance. */
export const childProcess = defineTarget({
  name: 'process',
  summary: 'A child process of its own, with a time and a memory limit',
  params: {
    time_limit_seconds: {
      type: 'number',
      exclusiveMinimum: 0,
      description: 'Kills a stage that takes longer; exit code 124',
    },
    memory_limit_mb: {
      type: 'number',
      minimum: 100,
      description: 'Kills a stage whose resident memory grows beyond this; exit code 9',
    },
  },
  serves: false,
  open:
    (limits, { self }) =>
    (stage, spec, world) =>
      runChildJob({ command: self, stage: stage.name, limits }, spec, world),
});
