import { Registry } from '../../registry.js';
import { dynamic } from './dynamic.js';
import { float16 } from './float16.js';
import { int8 } from './int8.js';
import { lossless } from './lossless.js';
import { prune } from './prune.js';
import type { SmallerMethod } from './smaller-method.js';
import { trees } from './trees.js';

/** To add a method: write its file, add its line. */
export const smallerMethods = new Registry<SmallerMethod>('way to make a model smaller', [
  lossless,
  float16,
  int8,
  dynamic,
  prune,
  trees,
]);
