import { classCounts, confusionOf, decisions } from '../metrics/confusion.js';
import type { Score } from '../metrics/metric.js';
import {
  apartness,
  type Extremes,
  type FairnessCriterion,
  fairnessCriteria,
  type GroupCounts,
} from './fairness.js';
import { type Certainty, intervalOf, type Judged, someRows } from './judged.js';
import { boundsOf, certaintyWords } from './of-metric.js';
import { byWords } from './of-slices.js';
import type { Slice } from './slices.js';
import { unmeasured, type Verdict } from './verdict.js';
import { boundedWords, boundWords, keeps, rounded } from './verdict-words.js';

/** How alike groups have to be treated: by the difference of their rates, or the ratio. */
export interface FairnessLine extends Certainty {
  readonly fairness: FairnessCriterion;
  readonly by: readonly string[];
  readonly max?: number | undefined;
  readonly min_ratio?: number | undefined;
  /** Smaller groups are shown and not judged. */
  readonly min_rows: number;
}

/** Whether groups of rows are treated alike by a model that decides between two classes. */
export async function judgeFairness(
  line: FairnessLine,
  { judged, groups }: { readonly judged: Judged; readonly groups: readonly Slice[] },
): Promise<Verdict> {
  const { title, rates } = fairnessCriteria[line.fairness];
  const byRatio = line.min_ratio !== undefined;
  const bounds = byRatio ? { min: line.min_ratio } : { max: line.max };
  const of = byRatio ? 'ratio' : 'difference';
  const wanted = `${title} by ${byWords(line.by)}: a ${of} of ${boundWords(bounds)}${certaintyWords(line.sure)}`;
  const large = groups.filter(({ rows }) => rows.length >= line.min_rows);
  const countsOf = countingIn(judged, large);
  const whole = apartness(line.fairness, countsOf(judged.truth.weights));
  const everyone = countingIn(judged, groups)(judged.truth.weights);
  const cases = {
    of: 'group',
    figures: rates.map(({ name }) => name),
    list: groups.map(({ name, rows }, at) => ({
      ...{ name, rows: rows.length },
      values: rates.map((rate) => {
        const value = rate.of(everyone[at] as GroupCounts);
        return Number.isNaN(value) ? null : value;
      }),
      ...(rows.length < line.min_rows && { note: `fewer than ${line.min_rows} rows` }),
    })),
  };
  if (whole === undefined) {
    const why = `no two groups of at least ${line.min_rows} rows have the rows to compare`;
    return { ...unmeasured({ wanted }, `${title} could not be judged: ${why}`), cases };
  }
  const interval = await intervalOf(
    (weights): Score => {
      const apart = apartness(line.fairness, countsOf(weights));
      return apart === undefined ? { value: null, reason: 'no two groups' } : { value: apart[of] };
    },
    judged,
    line,
  );
  const { sure } = line;
  const bounded = { ...bounds, value: whole[of], interval, level: sure, sure: sure !== undefined };
  const words = extremeWords(whole[byRatio ? 'byRatio' : 'byDifference'], {
    ...{ groups: large, positive: judged.truth.task.classes[1] ?? '' },
  });
  const small = groups.length - large.length;
  const over = small === 0 ? '' : `; not judged: ${small} of fewer than ${line.min_rows} rows`;
  return {
    ...{ wanted, value: whole[of], interval, passed: keeps(bounded), ...boundsOf(bounds) },
    explanation: `${words}: a ${of} of ${boundedWords(bounded)}${over}`,
    cases,
  };
}

function extremeWords(
  { rate, low, high }: Extremes,
  { groups, positive }: { readonly groups: readonly Slice[]; readonly positive: string },
): string {
  const end = ({ group, value }: Extremes['low']): string =>
    `${rounded(value)} (${groups[group]?.name}, ${groups[group]?.rows.length} rows)`;
  const named = rate === 'selected' ? 'share decided' : rate;
  const of = rate === 'selected' ? '' : 'of ';
  return `the ${named} ${of}\`${positive}\` goes from ${end(low)} to ${end(high)}`;
}

/** Counts, under weights of all rows, what became of each group's. */
function countingIn(
  judged: Judged,
  groups: readonly Slice[],
): (weights?: Float64Array) => readonly GroupCounts[] {
  const parts = groups.map(({ rows }) => {
    const { truth, predictions, options } = someRows(judged, rows);
    return { rows, truth, decided: decisions(truth, predictions, options) };
  });
  return (weights) =>
    parts.map(({ rows, truth, decided }) => {
      const own = weights && Float64Array.from(rows, (row) => weights[row] as number);
      const [negative, positive] = classCounts(confusionOf(truth, decided, own));
      if (negative === undefined || positive === undefined)
        throw new Error('two classes are compared');
      return { ...positive, total: negative.support + positive.support };
    });
}
