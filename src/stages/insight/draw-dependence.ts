import { rowsAt } from '../../contracts/batch.js';
import {
  type Dependence,
  dependenceDefaults,
  dependenceOn,
} from '../../learning/insight/dependence.js';
import { affordableAnswers, type ExplainedModel } from '../../learning/insight/explained-model.js';
import { breathe } from '../../learning/metrics/evaluation/breathe.js';
import type { Found, InsightWorld, Judged } from './judged.js';
import { drawPlaces, type SampledRows } from './read-sample.js';

/** Numbers that setting values may touch, about half a second; rows whose answers are averaged. */
const budget = 1.5e8;
const mostRows = 500;
const fewestRows = 30;

/** How the answer follows the columns that matter most, but for those whose values are shown nowhere. */
export async function drawDependence(
  explained: ExplainedModel,
  sample: SampledRows,
  {
    ranked,
    judged,
    world,
  }: { readonly ranked: readonly string[]; readonly judged: Judged; readonly world: InsightWorld },
): Promise<Found<'dependence'>> {
  const { settings, seed, signal } = world;
  if (settings.dependence === 0) return {};
  const perColumn = affordableAnswers(explained, budget) / settings.dependence;
  const affordable = Math.floor(perColumn / dependenceDefaults.places);
  if (affordable < fewestRows) {
    return {
      notes: [
        'how the answer follows single columns was left out, since it takes long with this model',
      ],
    };
  }
  const places = drawPlaces(sample.batch.rows, Math.min(mostRows, affordable), { seed });
  const batch = rowsAt(sample.batch, places);
  const columns: Dependence[] = [];
  for (const column of ranked) {
    if (columns.length === settings.dependence) break;
    if (judged.hidden.has(column)) continue;
    await breathe(signal);
    const found = dependenceOn(explained, batch, { column });
    if (found === undefined) continue;
    const isTime = judged.fitted.columns.some(
      ({ name, type }) => name === column && type === 'timestamp',
    );
    columns.push(short(isTime ? { ...found, kind: 'time' } : found));
  }
  return columns.length === 0 ? {} : { dependence: { rows: batch.rows, columns } };
}

/** Six digits are more than a drawing shows. */
function short(found: Dependence): Dependence {
  const round = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(6)));
  return {
    ...found,
    grid: found.grid.map((value) =>
      typeof value === 'string' && value.length > 80 ? `${value.slice(0, 79)}…` : value,
    ),
    curves: found.curves.map((curve) => ({ ...curve, values: round(curve.values) })),
    rows: found.rows.map(round),
  };
}
