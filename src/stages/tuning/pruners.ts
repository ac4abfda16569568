import type { Pruner } from '../../learning/tuners/pruner.js';
import { Registry } from '../../registry.js';

/** What `tune.pruner` may name beside `none`. */
export const pruners = new Registry<Pruner>('pruner', []);
