import { decide } from '../../contracts/decision.js';
import { errorSlices } from '../../learning/insight/error-slices.js';
import type { Found, InsightWorld, Judged } from './judged.js';
import type { SampledRows } from './read-sample.js';

/** Columns that are searched, those that matter most first: the work grows with the square of the conditions. */
const mostColumns = 25;
/** Fewer rows tell too little. */
const fewestRows = 100;

/** Kinds of rows in which the model errs more than elsewhere. */
export function findSlices(
  sample: SampledRows,
  {
    ranked,
    judged,
    world,
  }: { readonly ranked: readonly string[]; readonly judged: Judged; readonly world: InsightWorld },
): Found<'slices'> {
  const { kind } = judged.model.task;
  if (!world.settings.slices || kind === 'anomaly' || sample.batch.rows < fewestRows) return {};
  const losses = lossesOf(sample, judged);
  const named = ranked.filter((name) => !judged.hidden.has(name)).slice(0, mostColumns);
  const columns = new Map(
    named.flatMap((name) => {
      const vector = sample.batch.columns.get(name);
      return vector === undefined ? [] : [[name, vector] as const];
    }),
  );
  return {
    slices: {
      measure: kind === 'regression' ? 'absolute error' : 'error rate',
      rows: losses.length,
      loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
      columns: columns.size,
      list: errorSlices(columns, losses),
    },
  };
}

/** 1 for a row that was decided wrong, or how far off a number is. */
function lossesOf({ places, y }: SampledRows, { model, predictions }: Judged): Float64Array {
  const { values, width } = predictions;
  return Float64Array.from(places, (place, at) => {
    const said = values.subarray(place * width, (place + 1) * width);
    const truth = y[at] as number;
    if (model.task.kind === 'regression') return Math.abs((said[0] as number) - truth);
    return Number(decide(model.task, said, model.decision) !== truth);
  });
}
