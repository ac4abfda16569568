import type { Batch, Vector } from '../../contracts/batch.js';
import type { SavedModel } from '../../contracts/model.js';
import { isWritten } from '../../contracts/table.js';
import type { FittedColumn, FittedFeatures } from '../../data/features/fitted-features.js';
import { matrixOf } from '../../data/features/transform.js';
import type { ExplainedModel } from '../../learning/insight/explained-model.js';
import { predictorOf } from '../../learning/models/predict.js';
import { familiesIn } from '../user-models/load-families.js';

/** A model behind its features, as a function of the columns of the table. */
export async function explainedModel(
  model: SavedModel,
  fitted: FittedFeatures,
): Promise<ExplainedModel> {
  const predict = predictorOf(model, await familiesIn(model));
  const matrix = (batch: Batch) => matrixOf(fitted, batch);
  return {
    model,
    columns: fitted.columns.map(({ name }) => name),
    columnOf: columnOfFeatures(fitted),
    matrix,
    predict: (batch) => predict(matrix(batch)),
  };
}

/** For each feature the place of its column; −1 for those that are made of several. */
function columnOfFeatures({ columns, matrix, outputs }: FittedFeatures): Int32Array {
  const wide = columns.flatMap((column, at) => column.outputs.map(() => at));
  if (matrix === undefined) return Int32Array.from(wide);
  const made = Array<number>(outputs.length - matrix.keep.length).fill(-1);
  return Int32Array.from([...made, ...matrix.keep.map((place) => wide[place] ?? -1)]);
}

/**
 * One row that stands for what is not known, where no data is at hand: what the features put in place of missing numbers, and the most
 * frequent category of the training rows.
 */
export function typicalRow({ columns }: FittedFeatures): Batch {
  const vectorOf = ({ type, impute, values, range }: FittedColumn): Vector => {
    if (type === 'image') return { kind: 'pixels', values: [null] };
    if (isWritten(type)) return { kind: 'string', values: [values?.[0] ?? null] };
    const { fill } = impute;
    const middle = range === undefined ? NaN : (range[0] + range[1]) / 2;
    return { kind: 'number', values: Float64Array.of(typeof fill === 'number' ? fill : middle) };
  };
  return { rows: 1, columns: new Map(columns.map((each) => [each.name, vectorOf(each)])) };
}
