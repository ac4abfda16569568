import type { Json, JsonObject } from '../../contracts/json.js';
import { formatCount, formatDuration, formatNumber } from '../../ui/format.js';
import { barChart } from '../charts/bar-chart.js';
import { chosenSign } from '../charts/chosen-mark.js';
import { thinned } from '../charts/thinned.js';
import { trialChart } from '../charts/trial-chart.js';
import type { EvaluationReport, ReportedCandidates, ReportedTrials } from '../evaluation-report.js';
import { clipped, html, type Markup, type Part } from './markup.js';
import { figure, table } from './section.js';

/** The candidates side by side, with the one that went on. */
export function candidatesFigure({ metric, direction, by, list }: ReportedCandidates): Markup {
  const better = direction === 'higher' ? 'higher' : 'lower';
  const hasFolds = list.some(({ folds }) => folds !== undefined);
  const rows = list
    .slice(0, 30)
    .map((each) => [
      each.chosen
        ? html`<strong>${clipped(each.name)}</strong> <span class="badge plain">chosen</span>`
        : clipped(each.name),
      html`<code>${clipped(each.family)}</code>`,
      each.value === null ? html`<span class="quiet">failed</span>` : formatNumber(each.value),
      ...(hasFolds ? [foldWords(each.folds)] : []),
      each.seconds === undefined ? undefined : formatDuration(each.seconds),
    ]);
  return figure(
    {
      title: 'Candidates',
      caption: html`Compared ${by === 'folds' ? 'over folds of the train and validation rows' : 'on the validation split'} by <code>${clipped(metric)}</code>; ${better} is better. The test split had no say in it.`,
    },
    table({
      head: ['candidate', 'family', metric, ...(hasFolds ? ['over folds'] : []), 'time'],
      rows,
      figures: hasFolds ? [2, 3, 4] : [2, 3],
      of: list.length,
    }),
  );
}

function foldWords(folds: ReportedCandidates['list'][number]['folds']): string | undefined {
  if (folds === undefined) return undefined;
  return `${formatNumber(folds.mean)} ± ${formatNumber(folds.sd, 2)} (${folds.count})`;
}

/** The search, trial by trial. */
export function trialsFigure({ metric, direction, list }: ReportedTrials): Part {
  const scored = list.flatMap(({ number, value, chosen = false }) =>
    value === null ? [] : [{ number, value, chosen }],
  );
  if (scored.length < 2) return undefined;
  const chosen = scored.find((trial) => trial.chosen);
  const pruned = list.filter(({ state }) => state === 'pruned').length;
  const failed = list.filter(({ state }) => state === 'failed').length;
  const notes = [
    `${formatCount(list.length)} trials`,
    pruned > 0 && `${formatCount(pruned)} stopped early`,
    failed > 0 && `${formatCount(failed)} failed`,
  ];
  return figure(
    {
      title: 'Search',
      caption: html`${notes.filter((note) => note !== false).join(', ')}. Dots are trials, the stair is the best so far.${chosen !== undefined && ` ${chosenSign} is trial ${chosen.number}, which was chosen.`}`,
    },
    trialChart({
      title: 'Score by trial',
      metric: clipped(metric, 30),
      direction,
      trials: thinned(scored, 500, (trial) => trial.chosen),
    }),
  );
}

/** The best trials with what they tried. */
export function trialsTable({ metric, direction, list }: ReportedTrials): Markup {
  const sign = direction === 'higher' ? -1 : 1;
  const best = list
    .filter((trial) => trial.value !== null)
    .sort((a, b) => sign * ((a.value ?? 0) - (b.value ?? 0)))
    .filter(({ chosen }, at) => at < 10 || chosen === true);
  return html`<details><summary>Best trials</summary>${table({
    head: ['trial', metric, 'settings'],
    rows: best.map(({ number, value, params, chosen }) => [
      chosen === true
        ? html`<strong>${chosenSign} ${number}</strong> <span class="badge plain">chosen</span>`
        : number,
      value === null ? undefined : formatNumber(value),
      html`<code class="wrap">${clipped(paramsLine(params), 300)}</code>`,
    ]),
    figures: [0, 1],
    of: list.length,
  })}</details>`;
}

/** What the model looks at most. */
export function importanceFigure(importances: NonNullable<EvaluationReport['importances']>): Part {
  if (importances.length === 0) return undefined;
  const sorted = [...importances].sort((a, b) => b.value - a.value);
  const shown = sorted.slice(0, 12);
  const caption = html`${shown.length < sorted.length && html`The ${shown.length} strongest of ${sorted.length} features. `}A feature that is suspiciously strong may know the answer.`;
  return figure(
    { title: 'What it looks at', caption },
    barChart(
      'Importance of features',
      shown.map(({ feature, value }, at) => ({
        name: feature,
        value,
        label: formatNumber(value, 3),
        strong: at === 0,
      })),
    ),
  );
}

/** Settings on one line: `trees: 300, learning_rate: 0.1`. */
export function paramsLine(params: JsonObject): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}: ${valueWords(value)}`)
    .join(', ');
}

function valueWords(value: Json): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  return typeof value === 'string' ? value : JSON.stringify(value);
}
