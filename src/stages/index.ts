import type { Stage } from '../pipeline/stage.js';
import { Registry } from '../registry.js';
import { deploy } from './deploy.js';
import { evaluate } from './evaluate.js';
import { fitJob } from './fits/do-fit.js';
import { ingest } from './ingest.js';
import { packageModel } from './package.js';
import { split } from './split.js';
import { train } from './train.js';
import { tune } from './tune.js';
import { trialsJob } from './tuning/trial-worker.js';

/** To add a stage: write its file, add its line. */
export const stages = new Registry<Stage>('stage', [
  ingest,
  split,
  tune,
  train,
  evaluate,
  packageModel,
  deploy,
]);

/** What a process of its own may be asked to do: a stage, or a part of one. */
export const jobs = new Registry<Stage>('job', [...stages, fitJob, trialsJob]);
