import { Registry } from '../../registry.js';
import { asha } from './asha.js';
import { cmaEs } from './cma-es.js';
import { gp } from './gp.js';
import { grid } from './grid.js';
import { hyperband } from './hyperband.js';
import { median } from './median.js';
import { nsga2 } from './nsga2.js';
import { percentile } from './percentile.js';
import type { Pruner } from './pruner.js';
import { quasiRandom } from './quasi-random.js';
import { random } from './random.js';
import type { Sampler } from './sampler.js';
import { tpe } from './tpe.js';
import { tpeMultivariate } from './tpe-multivariate.js';
import { wilcoxon } from './wilcoxon.js';

/** To add a sampler: write its file, add its line. */
export const samplers = new Registry<Sampler>('sampler', [
  random,
  grid,
  quasiRandom,
  tpe,
  tpeMultivariate,
  gp,
  cmaEs,
  nsga2,
]);

/** To add a pruner: write its file, add its line. */
export const pruners = new Registry<Pruner>('pruner', [
  median,
  percentile,
  asha,
  hyperband,
  wilcoxon,
]);
