import type { Task } from '../../../contracts/task.js';
import type { Dependence } from '../../../learning/insight/dependence.js';
import type { Insight } from '../../../learning/insight/insight.js';
import { quantilesOf } from '../../../learning/metrics/evaluation/quantiles.js';
import { formatNumber, formatPercent } from '../../../ui/format.js';
import { bundleChart } from '../../charts/bundle-chart.js';
import { airyRangeOf, rangeOf } from '../../charts/scale.js';
import { spanBars } from '../../charts/span-bars.js';
import { clipped, html, type Markup, type Part } from '../markup.js';
import { figure, table } from '../section.js';

/** For each of some columns: what the model says when it is set to one value after the other. */
export function dependenceFigures({ dependence }: Insight, task: Task): readonly Part[] {
  return (dependence?.columns ?? []).map((each) =>
    figure(
      { title: clipped(each.column), caption: captionOf(each) },
      each.kind === 'category' ? namesChart(each, task) : numbersChart(each, task),
      dependenceTable(each, task),
    ),
  );
}

function captionOf({ kind, rows, curves }: Dependence): string {
  if (kind === 'category')
    return 'Bars: the mean over all rows. Whiskers hold the middle 80 % of the rows.';
  return curves.length > 1
    ? 'The mean over all rows, for each class.'
    : `Strong: the mean over all rows. Thin: ${rows.length} rows, one by one; where they cross, the column works together with others.`;
}

function isShare({ kind }: Task): boolean {
  return kind === 'binary' || kind === 'multiclass';
}

function valueName({ kind, target, classes }: Task): string {
  if (kind === 'binary') return clipped(`probability of ${classes[1] ?? ''}`, 44);
  if (kind === 'anomaly') return 'score';
  return kind === 'multiclass' ? 'probability' : clipped(target, 44);
}

function numbersChart(each: Dependence, task: Task): Markup {
  const { column, kind, grid, curves, rows } = each;
  const place = (value: unknown) => (kind === 'time' ? yearOf(value as number) : (value as number));
  const xs = grid.map(place);
  const thin = curves.length > 1 ? [] : rows;
  const values = [...curves.flatMap((curve) => curve.values), ...thin.flat()];
  return bundleChart({
    title: `What the model says by ${clipped(column)}`,
    x: { label: clipped(kind === 'time' ? `${column} (year)` : column, 44), range: rangeOf(xs) },
    y: { label: valueName(task), range: airyRangeOf(values), percent: isShare(task) },
    height: 280,
    lines: curves.map((curve) => ({
      name: clipped(curve.of ?? 'mean', 24),
      points: curve.values.map((y, at) => ({ x: xs[at] ?? NaN, y })),
    })),
    thin,
  });
}

function yearOf(time: number): number {
  return 1970 + time / (365.2425 * 86_400_000);
}

function namesChart({ column, grid, curves, rows, shares }: Dependence, task: Task): Markup {
  const [first] = curves;
  const words = (value: number) => (isShare(task) ? formatPercent(value, 1) : formatNumber(value));
  const of = curves.length > 1 ? ` for ${first?.of ?? ''}` : '';
  return spanBars(
    `What the model says by ${clipped(column)}${clipped(of)}`,
    (first?.values ?? []).map((value, at) => {
      const own = Float64Array.from(rows, (row) => row[at] ?? NaN).sort();
      const [low = value, high = value] = quantilesOf(own, [0.1, 0.9]);
      const share = shares?.[at];
      const name = gridWords(grid[at] ?? null);
      return {
        name: share === undefined ? name : `${clipped(name, 21)} (${formatPercent(share)})`,
        ...{ value, span: [low, high], label: words(value), strong: true },
      };
    }),
  );
}

function gridWords(value: number | string | null): string {
  if (value === null) return '(missing)';
  return typeof value === 'number' ? formatNumber(value) : value;
}

function dependenceTable({ kind, grid, curves }: Dependence, task: Task): Markup {
  const words = (value: number) => (isShare(task) ? formatPercent(value, 1) : formatNumber(value));
  return table({
    head: ['value', ...curves.map(({ of }) => clipped(of ?? valueName(task), 30))],
    rows: grid.map((value, at) => [
      kind === 'time' && typeof value === 'number'
        ? new Date(value).toISOString().slice(0, 10)
        : html`<code>${clipped(gridWords(value), 40)}</code>`,
      ...curves.map(({ values }) => words(values[at] ?? NaN)),
    ]),
    figures: curves.map((_, at) => at + 1),
  });
}
