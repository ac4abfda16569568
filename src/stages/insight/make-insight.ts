import type { ExplainedModel } from '../../learning/insight/explained-model.js';
import type { Insight } from '../../learning/insight/insight.js';
import { thresholdTable } from '../../learning/insight/thresholds.js';
import { drawDependence } from './draw-dependence.js';
import { explainedModel } from './explain-model.js';
import { explainWorst } from './explain-worst.js';
import { columnsThatMatter } from './find-importance.js';
import { findSlices } from './find-slices.js';
import type { Found, InsightWorld, Judged } from './judged.js';
import { drawPlaces, readPlaces } from './read-sample.js';
import { showWorst } from './show-worst.js';

/** Most rows of the test split that are looked at. */
const mostRows = 10000;

/**
 * Finds out what a model goes by and where it fails, on a bounded sample of the test rows. Which rows and how many depends on the
 * data, the seed and the size of the model alone, never on how fast the machine is.
 */
export async function makeInsight(judged: Judged, world: InsightWorld): Promise<Insight> {
  const { model, fitted, rows, predictions } = judged;
  const { seed } = world;
  const { task } = model;
  const explained = await explainedModel(model, fitted);
  const always = worstPlaces(judged);
  const places = drawPlaces(rows.y.length, mostRows, { seed, always });
  const sample = await readPlaces(judged.file, places, { fitted, task, ...world });
  const importance = await columnsThatMatter(explained, sample, { judged, world });
  const ranked = rankedColumns(explained, importance);
  const dependence = await drawDependence(explained, sample, { ranked, judged, world });
  const explainedRows = await explainWorst(explained, sample, { judged, world });
  const slices = findSlices(sample, { ranked, judged, world });
  const parts = [importance, dependence, explainedRows, slices];
  return {
    version: 1,
    ...importance,
    ...dependence,
    ...showWorst(explained, sample, { ranked, judged }),
    ...explainedRows,
    ...slices,
    ...(task.kind === 'binary' && { thresholds: thresholdTable(rows.y, predictions) }),
    notes: parts.flatMap(({ notes = [] }) => notes),
  };
}

/** The columns that matter most first, then the others as they stand. */
function rankedColumns(
  { columns }: ExplainedModel,
  { importance }: Found<'importance'>,
): readonly string[] {
  const first = (importance?.columns ?? []).flatMap((each) => each.columns);
  return [...new Set([...first, ...columns])];
}

function worstPlaces({ rows, worst }: Judged): readonly number[] {
  const wanted = new Set(worst.map(({ row }) => row));
  const places: number[] = [];
  rows.rowIds.forEach((id, place) => {
    if (wanted.has(id)) places.push(place);
  });
  return places;
}
