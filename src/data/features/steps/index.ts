import { Registry } from '../../../registry.js';
import { codes } from './codes.js';
import { constant } from './constant.js';
import { dateParts } from './date-parts.js';
import { mean } from './mean.js';
import { median } from './median.js';
import { minMax } from './min-max.js';
import { mode } from './mode.js';
import { noImputation } from './no-imputation.js';
import { noScaling } from './no-scaling.js';
import { oneHot } from './one-hot.js';
import { standard } from './standard.js';
import type { EncodeStep, ImputeStep, ScaleStep } from './step.js';

/** To add a feature step: write its file, add its line to the slot it fills. */
export const featureSteps = {
  impute: new Registry<ImputeStep>('imputation', [mean, median, mode, constant, noImputation]),
  scale: new Registry<ScaleStep>('scaling', [standard, minMax, noScaling]),
  encode: new Registry<EncodeStep>('encoder', [oneHot, codes, dateParts]),
} as const;
