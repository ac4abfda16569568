import type { Metric } from '../metrics/metric.js';
import { type Certainty, intervalOf, type Judged, someRows } from './judged.js';
import { boundsOf, certaintyWords } from './of-metric.js';
import type { Slice } from './slices.js';
import { type Case, unmeasured, type Verdict } from './verdict.js';
import { type Bounds, boundedWords, boundWords, keeps, rounded } from './verdict-words.js';

/** What must hold in each slice, or between them. */
export interface SlicesLine extends Bounds, Certainty {
  readonly metric: string;
  readonly by: readonly string[];
  /** What the worst slice has to reach; a bound on each says the same. */
  readonly worst?: number | undefined;
  /** By how much the best slice may be better than the worst. */
  readonly max_gap?: number | undefined;
  /** Smaller slices are shown and not judged. */
  readonly min_rows: number;
}

/** Whether a metric keeps to its bounds in every slice of the rows that is large enough. */
export async function judgeSlices(
  line: SlicesLine,
  metric: Metric,
  { judged, slices }: { readonly judged: Judged; readonly slices: readonly Slice[] },
): Promise<Verdict> {
  const bounds = boundsOfSlices(line, metric);
  const about = { wanted: wantedOfSlices(line), metric: line.metric, ...boundsOf(bounds) };
  const list: Case[] = [];
  for (const { name, rows } of slices) {
    list.push(await caseOf(line, metric, { name, own: someRows(judged, rows), bounds }));
  }
  const sign = metric.direction === 'higher' ? 1 : -1;
  const ranked = list
    .filter(({ passed }) => passed !== undefined)
    .toSorted((a, b) => sign * ((a.values[0] as number) - (b.values[0] as number)));
  const cases = { of: 'slice', figures: [line.metric], list };
  const [worst, best] = [ranked[0], ranked.at(-1)];
  if (worst === undefined || best === undefined) {
    const why = `no slice has ${line.min_rows} rows and a value`;
    return {
      ...unmeasured(about, `\`${line.metric}\` by ${byWords(line.by)} could not be judged: ${why}`),
      cases,
    };
  }
  const passedOver = overWords(list, line.min_rows);
  if (line.max_gap !== undefined) {
    return {
      ...about,
      cases,
      ...(await gapBetween(line, metric, { judged, slices, worst, best, passedOver })),
    };
  }
  return { ...about, cases, ...inEach(line, { ranked, worst, bounds, passedOver }) };
}

/** Whether every slice keeps to the bounds: the one that misses most is told, with the numbers of others. */
function inEach(
  { metric, sure }: SlicesLine,
  {
    ranked,
    worst,
    bounds,
    passedOver,
  }: {
    readonly ranked: readonly Case[];
    readonly worst: Case;
    readonly bounds: Bounds;
    readonly passedOver: string;
  },
): Pick<Verdict, 'value' | 'interval' | 'passed' | 'explanation'> {
  const missed = ranked.filter((each) => each.passed === false);
  const told = missed[0] ?? worst;
  const [value = null] = told.values;
  const interval = told.interval ?? null;
  const found = boundedWords({
    ...{ ...bounds, value: value as number, interval },
    ...{ level: sure, sure: sure !== undefined },
  });
  const passed = missed.length === 0;
  const slice = `${passed ? `the worst of ${ranked.length} slices, ` : ''}${told.name} (${told.rows} rows)`;
  return {
    ...{ value, interval, passed },
    explanation: `\`${metric}\` of ${slice} is ${found}${othersWords(missed.slice(1))}${passedOver}`,
  };
}

function othersWords(missed: readonly Case[]): string {
  if (missed.length === 0) return '';
  const named = missed
    .slice(0, 4)
    .map(({ name, values }) => `${name} ${rounded(values[0] as number)}`);
  const more = missed.length > 4 ? ` and ${missed.length - 4} more` : '';
  return `; also missed by ${named.join(', ')}${more}`;
}

async function caseOf(
  line: SlicesLine,
  metric: Metric,
  { name, own, bounds }: { readonly name: string; readonly own: Judged; readonly bounds: Bounds },
): Promise<Case> {
  const rows = own.truth.values.length;
  const scorer = metric.scorer(own.truth, own.predictions, own.options);
  const score = scorer(own.truth.weights);
  if (score.value === null) return { name, rows, values: [null], note: score.reason };
  const interval = await intervalOf(scorer, own, line);
  const figures = { name, rows, values: [score.value], interval };
  if (rows < line.min_rows) return { ...figures, note: `fewer than ${line.min_rows} rows` };
  const sure = line.sure !== undefined;
  return { ...figures, passed: keeps({ ...bounds, value: score.value, interval, sure }) };
}

/** The distance of the best slice from the worst, over the slices that are large enough. */
async function gapBetween(
  line: SlicesLine,
  metric: Metric,
  {
    judged,
    slices,
    worst,
    best,
    passedOver,
  }: {
    readonly judged: Judged;
    readonly slices: readonly Slice[];
    readonly worst: Case;
    readonly best: Case;
    readonly passedOver: string;
  },
): Promise<Pick<Verdict, 'value' | 'interval' | 'passed' | 'explanation'>> {
  const parts = slices
    .filter(({ rows }) => rows.length >= line.min_rows)
    .map(({ rows }) => {
      const { truth, predictions, options } = someRows(judged, rows);
      return { rows, scorer: metric.scorer(truth, predictions, options) };
    });
  const interval = await intervalOf(
    (weights) => {
      const values = parts.flatMap(({ rows, scorer }) => {
        const own = weights && Float64Array.from(rows, (row) => weights[row] as number);
        const { value } = scorer(own);
        return value === null || Number.isNaN(value) ? [] : [value];
      });
      if (values.length === 0) return { value: null, reason: 'no slice has a value' };
      return { value: Math.max(...values) - Math.min(...values) };
    },
    judged,
    line,
  );
  const [low, high] = [worst.values[0] as number, best.values[0] as number];
  const value = Math.abs(high - low);
  const { sure } = line;
  const bounded = { value, interval, level: sure, sure: sure !== undefined, max: line.max_gap };
  return {
    ...{ value, interval, passed: keeps(bounded) },
    explanation: `\`${line.metric}\` goes from ${rounded(low)} (${worst.name}, ${worst.rows} rows) to ${rounded(high)} (${best.name}, ${best.rows} rows): a gap of ${boundedWords(bounded)}${passedOver}`,
  };
}

function boundsOfSlices({ min, max, worst }: SlicesLine, { direction }: Metric): Bounds {
  if (worst === undefined) return { min, max };
  return direction === 'higher' ? { min: worst } : { max: worst };
}

function wantedOfSlices(line: SlicesLine): string {
  const { metric, by, worst, max_gap: gap, sure } = line;
  const where = byWords(by);
  if (gap !== undefined) {
    return `${metric} by ${where}: the best slice at most ${gap} from the worst${certaintyWords(sure)}`;
  }
  if (worst !== undefined)
    return `${metric} of the worst slice by ${where}: ${worst}${certaintyWords(sure)}`;
  return `${metric} ${boundWords(line)} in each slice by ${where}${certaintyWords(sure)}`;
}

/** `sex and age`. */
export function byWords(by: readonly string[]): string {
  return by.join(' and ');
}

function overWords(list: readonly Case[], least: number): string {
  const small = list.filter(({ passed, rows }) => passed === undefined && rows < least).length;
  const none = list.filter(({ passed, rows }) => passed === undefined && rows >= least).length;
  const words = [
    ...(small === 0 ? [] : [`${small} of fewer than ${least} rows`]),
    ...(none === 0 ? [] : [`${none} without a value`]),
  ];
  return words.length === 0 ? '' : `; not judged: ${words.join(', ')}`;
}
