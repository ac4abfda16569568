import { decide } from '../../../contracts/decision.js';
import type { JsonObject } from '../../../contracts/json.js';
import { rowsToBatch } from '../../../data/tables/rows-to-batch.js';
import type { FormatSource } from '../../../delivery/formats/format.js';
import { type Prediction, predictionsOf } from '../../../delivery/prediction.js';
import { MlxError } from '../../../errors/index.js';
import { shapeOf } from '../../../learning/models/forecasts/forecast-data.js';
import { aboutSeries, seriesAfter } from '../../forecast/forecast-predictor.js';
import type { GraphAnswers } from './graph-source.js';

/**
 * What a graph answered, as predictions. Throws `format/mismatch` when a label is not the one that its own numbers decide for, but for
 * a hair's breadth.
 */
export function graphPredictions(
  { signature, model }: FormatSource,
  { answers, labels = [], low, high }: GraphAnswers,
  asked: readonly unknown[],
): readonly Prediction[] {
  const values = numbersOf(answers);
  if (signature.task.kind === 'forecast') {
    const shape = shapeOf(signature.task);
    const read = rowsToBatch(asked as readonly JsonObject[], signature.inputs);
    if (!read.ok) throw new Error('golden rows fit their signature');
    const series = seriesAfter(model)(read.batch);
    const said = {
      ...{ rows: series.length, width: shape.horizon, values },
      ...(low !== undefined && { low: numbersOf(low) }),
      ...(high !== undefined && { high: numbersOf(high) }),
    };
    return predictionsOf(signature, aboutSeries(said, series, shape));
  }
  const rows = asked.length;
  const width = values.length / rows;
  for (const [row, label] of labels.entries()) {
    const numbers = values.slice(row * width, (row + 1) * width);
    refuseOtherLabel({ signature }, { row, label, numbers });
  }
  return predictionsOf(signature, { rows, width, values });
}

function numbersOf(answers: readonly (number | null)[]): Float64Array {
  return Float64Array.from(answers, (answer) => answer ?? NaN);
}

const hair = 1e-6;

function refuseOtherLabel(
  { signature: { task, decision } }: Pick<FormatSource, 'signature'>,
  {
    row,
    label,
    numbers,
  }: { readonly row: number; readonly label: string; readonly numbers: Float64Array },
): void {
  const said = task.classes.indexOf(label);
  const decided = decide(task, numbers, decision);
  const nudged = numbers.map((number, at) => number + (at === said ? hair : -hair));
  if (said === decided || decide(task, nudged, decision) === said) return;
  throw new MlxError(
    'format/mismatch',
    `What was written gives golden row ${row} the label \`${label}\`, and its numbers decide for \`${task.classes[decided] ?? ''}\``,
    { hints: ['Report this: a format must answer as its package does'] },
  );
}
