import { Registry } from '../../registry.js';
import { column } from './column.js';
import { grouped } from './grouped.js';
import { hash } from './hash.js';
import { random } from './random.js';
import type { SplitStrategy } from './split-strategy.js';
import { stratified } from './stratified.js';
import { stratifiedGrouped } from './stratified-grouped.js';
import { time } from './time.js';

/** Every way to divide a table. */
export const splitStrategies = new Registry<SplitStrategy>('split strategy', [
  random,
  stratified,
  grouped,
  stratifiedGrouped,
  time,
  hash,
  column,
]);
