import { Registry } from '../../registry.js';
import { column } from './column.js';
import { random } from './random.js';
import type { SplitStrategy } from './split-strategy.js';
import { stratified } from './stratified.js';

/** Every way to divide a table. */
export const splitStrategies = new Registry<SplitStrategy>('split strategy', [
  random,
  stratified,
  column,
]);
