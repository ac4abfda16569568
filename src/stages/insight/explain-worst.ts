import { rowsAt } from '../../contracts/batch.js';
import { largestOf, rowExplainer } from '../../learning/insight/explain-rows.js';
import type { ExplainedModel } from '../../learning/insight/explained-model.js';
import type { ExplainedRow } from '../../learning/insight/insight.js';
import { breathe } from '../../learning/metrics/evaluation/breathe.js';
import type { Found, InsightWorld, Judged } from './judged.js';
import { drawPlaces, type SampledRows } from './read-sample.js';
import { shownValues } from './shown-values.js';

/** Numbers that explaining rows may touch: about a second. */
const budget = 3e8;
/** Rows that stand for what is not known. */
const backgroundRows = 40;
const shownContributions = 12;

/** Explains the rows that were predicted worst, as many as are affordable. */
export async function explainWorst(
  explained: ExplainedModel,
  sample: SampledRows,
  { judged, world }: { readonly judged: Judged; readonly world: InsightWorld },
): Promise<Found<'rows'>> {
  const { settings, seed, signal } = world;
  const { fitted, hidden, model } = judged;
  const background = rowsAt(sample.batch, drawPlaces(sample.batch.rows, backgroundRows, { seed }));
  const explainer = rowExplainer(explained, { background, pairs: background.rows, seed });
  const affordable = Math.floor(budget / explainer.work);
  const wanted = judged.worst.slice(0, settings.contributions);
  const placeOf = new Map(Array.from(sample.rowIds, (id, at) => [id, at]));
  const list: ExplainedRow[] = [];
  for (const { row, predicted } of wanted.slice(0, affordable)) {
    await breathe(signal);
    const place = placeOf.get(row);
    if (place === undefined) continue;
    const said = Math.max(0, model.task.classes.indexOf(String(predicted)));
    for (const explanation of explainer.explain(rowsAt(sample.batch, [place]), [said])) {
      const short = largestOf(explanation, shownContributions);
      const names = short.contributions.map(({ column }) => column);
      const values = shownValues(sample.batch, place, { names, hidden, fitted });
      list.push({ row, values, explanation: short });
    }
  }
  const words = list.length === 0 ? 'no row is' : `only the worst ${list.length} rows are`;
  return {
    ...(list.length > 0 && {
      rows: { background: explainer.background, list },
    }),
    ...(list.length < wanted.length && {
      notes: [`${words} explained column by column, since one row takes long with this model`],
    }),
  };
}
