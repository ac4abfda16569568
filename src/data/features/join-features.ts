import { MlxError } from '../../errors/index.js';
import {
  type FittedFeatures,
  type FittedMatrix,
  featuresVersion,
  type TrainedFeatures,
} from './fitted-features.js';

/**
 * Two ways to read the same columns, side by side in one matrix: first all features of `left`, then all of `right`. A name
 * that both have gets a number in the second. Throws `features/invalid` when both make fewer features of many.
 */
export function joinTrained(left: TrainedFeatures, right: TrainedFeatures): TrainedFeatures {
  const folds = Math.max(left.folds.length, right.folds.length);
  return {
    fitted: joinFeatures(left.fitted, right.fitted),
    folds: Array.from({ length: folds }, (_, at) =>
      joinFeatures(left.folds[at] ?? left.fitted, right.folds[at] ?? right.fitted),
    ),
  };
}

function joinFeatures(left: FittedFeatures, right: FittedFeatures): FittedFeatures {
  const taken = new Set(left.outputs);
  const outputs = [...left.outputs, ...right.outputs.map((name) => freeName(name, taken))];
  const blocks = [
    ...(left.blocks ?? []),
    ...(right.blocks ?? []).map((block) => ({ ...block, start: block.start + left.width })),
  ];
  const matrix = joinMatrix(left, right);
  return {
    version: featuresVersion,
    columns: [...left.columns, ...right.columns],
    ...(matrix && { matrix }),
    ...{ outputs, width: outputs.length },
    ...(blocks.length > 0 && { blocks }),
  };
}

function joinMatrix(left: FittedFeatures, right: FittedFeatures): FittedMatrix | undefined {
  if (left.matrix === undefined && right.matrix === undefined) return undefined;
  if (right.matrix?.reduce !== undefined) {
    throw new MlxError(
      'features/invalid',
      'An ensemble of families that read columns differently cannot reduce their features',
      { hints: ['Take out `reduce`, or make the ensemble of families of one kind'] },
    );
  }
  const shift = wideWidth(left);
  const kept = (features: FittedFeatures): readonly number[] =>
    features.matrix?.keep ?? Array.from({ length: wideWidth(features) }, (_, at) => at);
  return {
    ...(left.matrix?.reduce && { reduce: left.matrix.reduce }),
    keep: [...kept(left), ...kept(right).map((at) => at + shift)],
  };
}

function wideWidth({ columns }: FittedFeatures): number {
  return columns.reduce((sum, { outputs }) => sum + outputs.length, 0);
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let copy = 2; taken.has(free); copy++) free = `${name}#${copy}`;
  taken.add(free);
  return free;
}
