import { Registry } from '../../registry.js';
import { cmaEs } from './cma-es.js';
import { gp } from './gp.js';
import { grid } from './grid.js';
import { nsga2 } from './nsga2.js';
import { quasiRandom } from './quasi-random.js';
import { random } from './random.js';
import type { Sampler } from './sampler.js';
import { tpe } from './tpe.js';
import { tpeMultivariate } from './tpe-multivariate.js';

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
