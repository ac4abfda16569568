import { Registry } from '../../registry.js';
import { grid } from './grid.js';
import { random } from './random.js';
import type { Sampler } from './sampler.js';

/** To add a sampler: write its file, add its line. */
export const samplers = new Registry<Sampler>('sampler', [random, grid]);
