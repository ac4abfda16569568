import { Registry } from '../../registry.js';
import { baseline } from './baseline.js';
import { gradientBoosting } from './gradient-boosting.js';
import { linear } from './linear.js';
import { mlp } from './mlp.js';
import type { ModelFamily } from './model-family.js';

/** To add a model family: write its file, add its line. */
export const modelFamilies = new Registry<ModelFamily>('model family', [
  baseline,
  linear,
  mlp,
  gradientBoosting,
]);
