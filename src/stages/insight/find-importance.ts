import { rowsAt } from '../../contracts/batch.js';
import { affordableAnswers, type ExplainedModel } from '../../learning/insight/explained-model.js';
import {
  type Importance,
  permutationImportance,
} from '../../learning/insight/permutation-importance.js';
import { relatedColumns } from '../../learning/insight/related-columns.js';
import { breathe } from '../../learning/metrics/evaluation/breathe.js';
import { metricOf } from '../judging/own-metric.js';
import type { Found, InsightWorld, Judged } from './judged.js';
import { drawPlaces, type SampledRows } from './read-sample.js';

/** Numbers that shuffling may touch, about a second; rows that are looked at, and shuffles of each column. */
const budget = 3e8;
const mostRows = 2000;
const fewestRows = 200;
const mostRepeats = 5;
const fewestRepeats = 2;
/** Columns that are listed. */
const mostListed = 200;

/** Shuffles each column, and columns that say nearly the same together, and sees how much worse the metric gets. */
export async function columnsThatMatter(
  explained: ExplainedModel,
  sample: SampledRows,
  { judged, world }: { readonly judged: Judged; readonly world: InsightWorld },
): Promise<Found<'importance'>> {
  const { importance: wish } = world.settings;
  if (wish === false) return {};
  const { seed, signal } = world;
  const singles = explained.columns.map((name) => [name]);
  const answers = affordableAnswers(explained, budget);
  const repeats = repeatsFor(answers, singles.length);
  const perShuffle = answers / (singles.length * repeats);
  if (perShuffle < fewestRows && wish === 'auto' && sample.batch.rows > perShuffle) {
    const note = `how much columns matter was left out, since shuffling ${singles.length === 1 ? 'the one there is' : `${singles.length} of them`} takes long with this model: ask with \`evaluate: { insight: { importance: true } }\``;
    return { notes: [note] };
  }
  const most = Math.min(mostRows, Math.max(fewestRows, Math.floor(perShuffle)));
  const places = drawPlaces(sample.batch.rows, most, { seed });
  const batch = rowsAt(sample.batch, places);
  const values = Float64Array.from(places, (place) => sample.y[place] as number);
  const related = relatedColumns(
    new Map([...batch.columns].filter(([name]) => explained.columns.includes(name)).slice(0, 100)),
  );
  const { decision, task } = judged.model;
  const { threshold = 0.5, costs } = decision ?? {};
  const found = await permutationImportance(explained, {
    ...{ batch, seed, repeats, metric: await metricOf(judged.metric, world.projectDir) },
    truth: { task, values },
    deciding: { threshold, ...(costs !== undefined && { costs }) },
    groups: [...singles, ...related],
    breathe: () => breathe(signal),
  });
  if (found === undefined) {
    return {
      notes: [
        `how much columns matter was left out: ${judged.metric} has no value on the ${batch.rows} rows looked at`,
      ],
    };
  }
  return {
    importance: {
      ...{ metric: judged.metric, rows: batch.rows, of: judged.rows.y.length, repeats },
      columns: largestFirst(found.slice(0, singles.length)).slice(0, mostListed),
      together: largestFirst(found.slice(singles.length)),
    },
  };
}

function repeatsFor(answers: number, columns: number): number {
  const affordable = Math.floor(answers / (columns * mostRows));
  return Math.max(fewestRepeats, Math.min(mostRepeats, affordable));
}

function largestFirst(list: readonly Importance[]): readonly Importance[] {
  return [...list].sort((a, b) => b.value - a.value);
}
