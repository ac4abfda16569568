import type { JsonObject } from '../../contracts/json.js';
import type { Params } from '../../contracts/params.js';
import type { FeaturePlan, PlannedColumn, PlannedStep } from './feature-plan.js';
import { featureSteps } from './steps/index.js';
import { slots } from './steps/step.js';

/** How one column becomes numbers, as it would stand in the `features` block. */
export interface DescribedColumn {
  readonly name: string;
  readonly settings: JsonObject;
  /** Whether any of it was chosen by mlx. */
  readonly inferred: boolean;
  /** What it was, beyond the type of the column, that made mlx choose so. */
  readonly why?: string;
}

/** Every column of a plan, so that what was inferred can be pinned by copying it. */
export function describePlan({ columns, dropped }: FeaturePlan): readonly DescribedColumn[] {
  return [
    ...columns.map(described),
    ...dropped.map(({ name, reason, origin }) => ({
      ...{ name, settings: { drop: true }, inferred: origin === 'inferred', why: reason },
    })),
  ];
}

function described(column: PlannedColumn): DescribedColumn {
  const { name, impute, outliers, scale, encode, indicator, why } = column;
  const steps = [impute, ...(outliers ? [outliers] : []), ...(scale ? [scale] : []), ...encode];
  const [only, ...more] = encode.map((step) => step.name);
  return {
    name,
    settings: {
      impute: impute.name,
      ...(outliers && { outliers: outliers.name }),
      ...(scale && { scale: scale.name }),
      ...(only !== undefined && { encode: more.length === 0 ? only : [only, ...more] }),
      ...(indicator && { indicator }),
      ...Object.fromEntries(steps.flatMap((step) => Object.entries(ownOptions(step)))),
    },
    inferred: steps.some(({ origin }) => origin === 'inferred'),
    ...(why !== undefined && { why }),
  };
}

/** Options that differ from what they would be anyway. */
function ownOptions({ name, params }: PlannedStep): JsonObject {
  const declared = slots
    .map((slot) => (featureSteps[slot].has(name) ? featureSteps[slot].get(name).params : {}))
    .reduce((all, each) => ({ ...all, ...each }), {});
  const own = Object.entries(params).filter(
    ([option, value]) => JSON.stringify(value) !== JSON.stringify(defaultOf(declared[option])),
  );
  return Object.fromEntries(own);
}

function defaultOf(param: Params[string] | undefined): unknown {
  return param !== undefined && 'default' in param ? param.default : undefined;
}
