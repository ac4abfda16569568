import type { Reading } from '../../contracts/matrix.js';
import type { FeaturePlan, PlannedStep } from './feature-plan.js';
import type { FittedFeatures, FittedStep } from './fitted-features.js';

/** The plan that features were fitted by, as far as they tell: for a model that goes on with them. `whose`: whom they are of. */
export function planOfFitted(
  { columns }: FittedFeatures,
  { whose, reading }: { readonly whose: string; readonly reading: Reading },
): FeaturePlan {
  return {
    reading,
    columns: columns.map(({ name, type, impute, outliers, scale, encode = [], indicator }) => ({
      ...{ name, type, impute: step(impute) },
      ...(outliers !== undefined && { outliers: step(outliers) }),
      ...(scale !== undefined && { scale: step(scale) }),
      ...{ encode: encode.map(step), indicator, why: `as in ${whose}` },
    })),
    matrix: { select: [] },
    ...{ dropped: [], warnings: [], problems: [] },
  };
}

function step({ name }: Pick<FittedStep, 'name'>): PlannedStep {
  return { name, params: {}, origin: 'declared' };
}
