import { Registry } from '../../registry.js';
import { adasyn } from './adasyn.js';
import { borderlineSmote } from './borderline-smote.js';
import { enn } from './enn.js';
import { none } from './none.js';
import { randomOver } from './random-over.js';
import { randomUnder } from './random-under.js';
import type { Resampler } from './resampler.js';
import { smote } from './smote.js';
import { smoteEnn } from './smote-enn.js';
import { smoteNc } from './smote-nc.js';
import { smoteTomek } from './smote-tomek.js';
import { tomekLinks } from './tomek-links.js';

/** To add a method: write its file, add its line. */
export const resamplers = new Registry<Resampler>('method of `imbalance`', [
  none,
  randomOver,
  randomUnder,
  smote,
  borderlineSmote,
  smoteNc,
  adasyn,
  tomekLinks,
  enn,
  smoteTomek,
  smoteEnn,
]);
