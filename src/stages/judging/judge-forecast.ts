import { readSavedModel } from '../../artifacts/saved-model.js';
import type { Matrix } from '../../contracts/matrix.js';
import type { Task } from '../../contracts/task.js';
import { MlxError } from '../../errors/index.js';
import type { OtherModel } from '../../learning/judging/of-versus.js';
import type { Slice } from '../../learning/judging/slices.js';
import { panelOf, shapeOf } from '../../learning/models/forecasts/forecast-data.js';
import { predictorOf } from '../../learning/models/predict.js';
import { valueByValue } from '../forecast/judge-forecasts.js';
import type { FoundOther } from './other-model.js';

/** What another model forecasts from the same times with the same known, or in words why it cannot be asked. */
export async function askOtherForecast(
  { title, folder }: FoundOther,
  { task, asked }: { readonly task: Task; readonly asked: Matrix },
): Promise<OtherModel | string> {
  const model = await readSavedModel(folder);
  const unlike = difference(model.task, task);
  if (unlike !== undefined) return `${title} cannot be compared with: ${unlike}`;
  try {
    return { title, predictions: valueByValue(predictorOf(model)(asked)), options: {} };
  } catch (error) {
    // Some families know only the series that they have learnt.
    if (!(error instanceof MlxError)) throw error;
    return `${title} cannot be compared with: ${error.message}`;
  }
}

function difference(other: Task, own: Task): string | undefined {
  if (other.kind !== 'forecast') return `its task is ${other.kind}, and this one forecast`;
  const [theirs, ours] = [shapeOf(other), shapeOf(own)];
  if (theirs.horizon !== ours.horizon) {
    return `it looks ${theirs.horizon} steps ahead, and this one ${ours.horizon}`;
  }
  if (theirs.targets.join('\0') !== ours.targets.join('\0')) {
    return `it forecasts ${theirs.targets.join(', ')}, and this one ${ours.targets.join(', ')}`;
  }
  const isSameStep = theirs.step.unit === ours.step.unit && theirs.step.every === ours.step.every;
  return isSameStep ? undefined : 'its times lie another distance apart';
}

/** The values of the forecasts of each series, or why there are no such slices: a forecast with all its steps is in one. */
export function slicesOfSeries(
  by: readonly string[],
  task: Task,
  asked: Matrix,
): readonly Slice[] | string {
  const { horizon, series: column } = shapeOf(task);
  const [name] = by;
  if (by.length !== 1 || name === undefined || name !== column) {
    return column === undefined
      ? 'there is a single series: `task.series` names the column that tells several apart'
      : `forecasts are parted by their series only: \`by: ${column}\``;
  }
  const { series, of } = panelOf(asked);
  const rows = new Map<string, number[]>();
  for (const [forecast, place] of of.entries()) {
    const own = series[place]?.name ?? '';
    const known = rows.get(own) ?? [];
    for (let ahead = 0; ahead < horizon; ahead++) known.push(forecast * horizon + ahead);
    rows.set(own, known);
  }
  return [...rows].map(([value, own]) => ({
    name: `${name} ${value}`,
    rows: Uint32Array.from(own),
  }));
}
