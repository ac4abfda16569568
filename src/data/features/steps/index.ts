import { Registry } from '../../../registry.js';
import { age } from './age.js';
import { bins } from './bins.js';
import { clip } from './clip.js';
import { codes } from './codes.js';
import { constant } from './constant.js';
import { counts } from './counts.js';
import { cyclic } from './cyclic.js';
import { dateParts } from './date-parts.js';
import { embedding } from './embedding.js';
import { exact } from './exact.js';
import { flag } from './flag.js';
import { frequency } from './frequency.js';
import { hashing } from './hashing.js';
import { holidays } from './holidays.js';
import { image } from './image.js';
import { letters } from './letters.js';
import { log } from './log.js';
import { mean } from './mean.js';
import { median } from './median.js';
import { minMax } from './min-max.js';
import { mode } from './mode.js';
import { noImputation } from './no-imputation.js';
import { noOutliers } from './no-outliers.js';
import { noScaling } from './no-scaling.js';
import { oneHot } from './one-hot.js';
import { ordinal } from './ordinal.js';
import { quantile } from './quantile.js';
import { robust } from './robust.js';
import { standard } from './standard.js';
import type { EncodeStep, ImputeStep, OutlierStep, ScaleStep } from './step.js';
import { target } from './target.js';
import { tfidf } from './tfidf.js';
import { tokens } from './tokens.js';
import { yeoJohnson } from './yeo-johnson.js';

/** To add a feature step: write its file, add its line to the slot it fills. */
export const featureSteps = {
  impute: new Registry<ImputeStep>('imputation', [mean, median, mode, constant, noImputation]),
  outliers: new Registry<OutlierStep>('treatment of outliers', [clip, flag, noOutliers]),
  scale: new Registry<ScaleStep>('scaling', [
    standard,
    minMax,
    robust,
    quantile,
    log,
    yeoJohnson,
    noScaling,
  ]),
  encode: new Registry<EncodeStep>('encoder', [
    oneHot,
    target,
    frequency,
    ordinal,
    codes,
    hashing,
    bins,
    dateParts,
    cyclic,
    age,
    holidays,
    tfidf,
    counts,
    tokens,
    image,
    embedding,
    exact,
    letters,
  ]),
} as const;
