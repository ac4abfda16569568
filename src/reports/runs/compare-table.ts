import type { MetricDifference } from '../../learning/comparisons/compare-predictions.js';
import type { MetricResult } from '../../learning/metrics/evaluation/evaluation.js';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatSigned,
  formatUsd,
} from '../../ui/format.js';
import type { Table } from '../../ui/table.js';
import { intervalWords } from '../verdict.js';
import type { Against, ComparedRun, ComparedRuns } from './compared-runs.js';

/** Below it, a difference is called clear. */
const level = 0.05;

/** Names of runs in a comparison: A, B, C, … */
export function letterOf(at: number): string {
  return String.fromCodePoint(65 + at);
}

/** One table of everything: the runs are its columns. */
export function compareTable(compared: ComparedRuns): Table {
  const { runs } = compared;
  const row = (name: string, value: (run: ComparedRun, at: number) => string): string[] => [
    name,
    ...runs.map(value),
  ];
  const rows = [
    row('run', ({ id }) => id),
    row('said of it', ({ said }) => said),
    row(
      'command',
      ({ command, outcome }) => `${command}${outcome === 'done' ? '' : `, ${outcome}`}`,
    ),
    row('commit', ({ commit }) => commitWords(commit)),
    row('mlx', ({ versions }) => versions.mlx),
    row('Node', ({ versions }) => versions.node),
    row('data', ({ data }, at) =>
      dataWords(data, at > 0 && same(data?.digest, runs[0]?.data?.digest)),
    ),
    row('test rows', ({ test }, at) =>
      testWords(test, at > 0 && same(test?.name, runs[0]?.test?.name)),
    ),
    row('model', ({ model }) => modelWords(model)),
    ...compared.settings.map(({ name, values }) => [name, ...values]),
    ...metricRows(compared),
    row('time to make', ({ made }) => (made.seconds === null ? '' : formatDuration(made.seconds))),
    row('cost to make', ({ made }) => (made.usd === null ? '' : formatUsd(made.usd))),
    row('latency a row', ({ latency }) => (latency === undefined ? '' : latencyWords(latency))),
    row('package', ({ packageBytes }) =>
      packageBytes === undefined ? '' : formatBytes(packageBytes),
    ),
  ];
  const dull = ['command', 'mlx', 'Node'];
  return {
    head: ['', ...runs.map((_, at) => letterOf(at))],
    align: ['left', ...runs.map(() => 'left' as const)],
    rows: rows.filter(([name = '', ...cells]) => {
      if (cells.every((cell) => cell === '')) return false;
      return !dull.includes(name) || new Set(cells).size > 1;
    }),
  };
}

/** What the comparison comes to, a sentence for each run but the first. */
export function compareWords({ runs, against }: ComparedRuns): readonly string[] {
  return against.flatMap((each, at) => {
    const who = `${letterOf(at + 1)} against A`;
    const notes = each.kind === 'compared' ? each.notes : [];
    return [`${who}: ${words(each, runs[0])}`, ...notes.map((note) => `${who}: ${note}`)];
  });
}

function words(against: Against, first: ComparedRun | undefined): string {
  if (against.kind === 'untold') return against.why;
  const { metrics, resamples, rows } = against.comparison;
  const clear = (wanted: Standing): string[] =>
    Object.entries(metrics).flatMap(([name, difference]) =>
      standingOf(difference, first?.metrics[name]?.direction) === wanted ? [name] : [],
    );
  const [better, worse] = [clear('better'), clear('worse')];
  const how = `(the same ${formatCount(rows)} test rows, ${formatCount(resamples)} paired resamples)`;
  if (Object.values(metrics).every(({ difference }) => difference === 0)) {
    return `the same in every metric ${how}`;
  }
  if (better.length + worse.length === 0) return `cannot be told apart in any metric ${how}`;
  return [
    ...(better.length === 0 ? [] : [`clearly better in ${better.join(', ')}`]),
    ...(worse.length === 0 ? [] : [`clearly worse in ${worse.join(', ')}`]),
  ]
    .join('; ')
    .concat(` ${how}`);
}

type Standing = 'better' | 'worse' | 'open';

/** Whether a difference is more than chance makes, and which way. */
function standingOf(
  { difference, p }: MetricDifference,
  direction: MetricResult['direction'] | undefined,
): Standing {
  if (p === null || p >= level || difference === 0) return 'open';
  return difference > 0 === (direction !== 'lower') ? 'better' : 'worse';
}

function metricRows({ runs, against }: ComparedRuns): string[][] {
  const names = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))];
  return names.flatMap((name) => {
    const values = runs.map(({ metrics }) => metricWords(metrics[name]));
    if (values.every((cell) => cell === '')) return [];
    const direction = runs[0]?.metrics[name]?.direction;
    const differences = against.map((each) =>
      each.kind === 'untold' ? '' : differenceWords(each.comparison.metrics[name], direction),
    );
    return differences.every((cell) => cell === '')
      ? [[name, ...values]]
      : [
          [name, ...values],
          ['  against A', '', ...differences],
        ];
  });
}

function metricWords(result: MetricResult | undefined): string {
  if (result === undefined || result.value === null) return '';
  const { value, interval } = result;
  return interval === null
    ? formatNumber(value)
    : `${formatNumber(value)} (${intervalWords(interval)})`;
}

function differenceWords(
  found: MetricDifference | undefined,
  direction: MetricResult['direction'] | undefined,
): string {
  if (found === undefined) return '';
  const { difference, interval, p } = found;
  if (difference === 0 && (p === 1 || p === null)) return 'the same';
  const range =
    interval === null ? '' : ` (${formatSigned(interval[0])} to ${formatSigned(interval[1])})`;
  const chance = p === null ? '' : `, p ${probability(p)}`;
  const standing = standingOf(found, direction);
  return `${formatSigned(difference)}${range}${chance}${standing === 'open' ? '' : `: ${standing}`}`;
}

function probability(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

/** Rows are answered in parts of a millisecond. */
function latencyWords(seconds: number): string {
  return `${formatNumber(Number((seconds * 1000).toPrecision(2)), 3)} ms`;
}

function commitWords(commit: ComparedRun['commit']): string {
  if (commit === undefined) return '';
  const { commit: id, dirty, branch } = commit;
  return `${id.slice(0, 7)}${branch === undefined ? '' : ` on ${branch}`}${dirty ? ' with changes' : ''}`;
}

function dataWords(data: ComparedRun['data'], isSame: boolean): string {
  if (data === undefined) return '';
  return isSame ? 'the same' : `${formatCount(data.rows)} rows, ${data.digest.slice(0, 7)}`;
}

function testWords(test: ComparedRun['test'], isSame: boolean): string {
  if (test === undefined) return '';
  return isSame ? 'the same' : `${formatCount(test.rows)} rows, ${test.name.slice(0, 7)}`;
}

function modelWords(model: ComparedRun['model']): string {
  if (model === undefined) return '';
  return `${model.candidate} (${model.family}), ${model.features} features`;
}

function same(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one === other;
}
