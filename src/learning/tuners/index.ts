import { Registry } from '../../registry.js';
import { grid } from './grid.js';
import type { Pruner } from './pruner.js';
import { random } from './random.js';
import type { Sampler } from './sampler.js';

/** To add a sampler: write its file, add its line. */
export const samplers = new Registry<Sampler>('sampler', [random, grid]);

/** To add a pruner: write its file, add its line. */
export const pruners = new Registry<Pruner>('pruner', []);
