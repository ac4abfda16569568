import type { Predictions, SavedModel } from '../contracts/model.js';
import type { Families } from '../learning/models/families.js';
import type { LabelledRows } from '../learning/models/model-family.js';
import { predictorOf } from '../learning/models/predict.js';

const rowsAtOnce = 4096;

/** What a model says of rows, wherever they lie: those on disk are read some thousands at a time. */
export async function predictRows(
  model: SavedModel,
  { x, stream }: Pick<LabelledRows, 'x' | 'stream'>,
  families: Families,
): Promise<Predictions> {
  const predict = predictorOf(model, families);
  if (stream === undefined) return predict(x);
  const order = Uint32Array.from({ length: rowsAtOnce }, (_, at) => at);
  let said: { width: number; values: Float64Array } | undefined;
  for (let start = 0; start < x.rows; start += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, x.rows - start);
    const values = await stream.read(
      order.map((at) => at + start),
      0,
      rows,
    );
    const some = predict({ ...x, rows, values });
    said ??= { width: some.width, values: new Float64Array(x.rows * some.width) };
    said.values.set(some.values, start * some.width);
  }
  return said === undefined ? predict(x) : { rows: x.rows, ...said };
}
