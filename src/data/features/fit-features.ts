import type { FeatureBlock } from '../../contracts/matrix.js';
import { MlxError } from '../../errors/index.js';
import type { FeaturePlan } from './feature-plan.js';
import { fitColumn } from './fit-column.js';
import { fitMatrix } from './fit-matrix.js';
import {
  type FittedColumn,
  type FittedFeatures,
  featuresVersion,
  type TrainedFeatures,
} from './fitted-features.js';
import { type TrainingRows, trainingColumn } from './training-rows.js';

/** Learns every step of a plan from the training split. */
export async function fitFeatures(plan: FeaturePlan, rows: TrainingRows): Promise<TrainedFeatures> {
  if (plan.problems.length > 0) {
    throw new MlxError('features/invalid', 'The `features` block cannot be used with this data', {
      problems: plan.problems,
    });
  }
  const columns: FittedColumn[] = [];
  const ofFolds: (readonly FittedColumn[])[] = [];
  const taken = new Set<string>();
  for (const planned of plan.columns) {
    const { fitted, folds } = await fitColumn(planned, trainingColumn(rows, planned), plan.reading);
    const outputs = unique(fitted.outputs, taken);
    columns.push({ ...fitted, outputs });
    ofFolds.push(folds.map((each) => ({ ...each, outputs })));
  }
  if (columns.every(({ outputs }) => outputs.length === 0)) throw nothingLeft(plan, columns);
  const folds = Math.max(0, ...ofFolds.map(({ length }) => length));
  const trained = {
    fitted: featuresOf(columns),
    folds: Array.from({ length: folds }, (_, fold) =>
      featuresOf(columns.map((column, at) => ofFolds[at]?.[fold] ?? column)),
    ),
  };
  return fitMatrix(trained, plan.matrix, rows);
}

function featuresOf(columns: readonly FittedColumn[]): FittedFeatures {
  const outputs = columns.flatMap((column) => column.outputs);
  const blocks = blocksOf(columns);
  return {
    version: featuresVersion,
    columns,
    outputs,
    width: outputs.length,
    ...(blocks.length > 0 && { blocks }),
  };
}

/** Where in the matrix the columns lie that are more than numbers. */
function blocksOf(columns: readonly FittedColumn[]): readonly FeatureBlock[] {
  let start = 0;
  return columns.flatMap(({ name, outputs, encode = [] }) => {
    let first = start;
    start += outputs.length;
    return encode.flatMap(({ width, block }): FeatureBlock[] => {
      const at = first;
      first += width;
      return block === undefined ? [] : [{ name, ...block, start: at, width }];
    });
  });
}

/** Two features never share a name, even if a column is called `plan=basic`. */
function unique(names: readonly string[], taken: Set<string>): readonly string[] {
  return names.map((name) => {
    let free = name;
    for (let copy = 2; taken.has(free); copy++) free = `${name}#${copy}`;
    taken.add(free);
    return free;
  });
}

function nothingLeft(plan: FeaturePlan, columns: readonly FittedColumn[]): MlxError {
  return new MlxError('features/none', 'No column is left to learn from', {
    hints: [
      ...plan.dropped.map(({ reason }) => `Note: ${reason}.`),
      ...columns.map(({ name }) => `Note: no word of \`${name}\` occurs in enough training rows.`),
      'Give at least one column the role `feature`, and more than one value',
    ],
  });
}
