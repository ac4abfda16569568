import { choiceWords, scoreWords, writtenChoice } from '../../stages/tuning/choice-words.js';
import { formatCount, formatDuration, formatUsd } from '../../ui/format.js';
import { chosenSign } from '../charts/chosen-mark.js';
import { parallelStyle } from '../charts/parallel-chart.js';
import { airyRangeOf, rangeOf } from '../charts/scale.js';
import { scatterChart } from '../charts/scatter-chart.js';
import { thinned } from '../charts/thinned.js';
import { trialChart } from '../charts/trial-chart.js';
import { clipped, html, type Markup, type Part } from '../html/markup.js';
import { page } from '../html/page.js';
import { figure, section, table } from '../html/section.js';
import { candidateSection } from './candidate-section.js';
import { frontSection } from './front-section.js';
import {
  candidatesOf,
  chosenLegend,
  firstTrials,
  isScored,
  numberCell,
  type SearchReport,
  valueWords,
  withoutFarWorse,
} from './search-report.js';
import { mostRows, stateWords, trialsSection } from './trials-section.js';

const mostDots = 600;

/**
 * A search as one HTML file: no requests and no script, light and dark, fit to print, the figures of each chart in a table behind it.
 * Everything that came from the project is escaped and cut to a sane length. The same search gives the same bytes.
 */
export function searchHtml(report: SearchReport): string {
  const { project, tuning } = report;
  return page(
    `${clipped(project, 80)}: search`,
    html`${headSection(report)}
${frontSection(report)}
${historySection(report)}
${candidatesOf(tuning).map((searched) => candidateSection(searched, tuning))}
${trialsSection(report)}`,
    { style: parallelStyle },
  );
}

function headSection({ project, tuning, costs }: SearchReport): Markup {
  const { winner, trials, metric, sampler, pruner, stopped, choose } = tuning;
  const found = trials.find(({ number }) => number === winner.number)?.score ?? Number.NaN;
  const count = (state: string): number => trials.filter((trial) => trial.state === state).length;
  const seconds = costs.trials.reduce((sum, trial) => sum + trial.seconds, 0);
  const usd = costs.trials.reduce((sum, trial) => sum + (trial.usd ?? 0), 0);
  const isBetter = confirmedBetter(tuning);
  const facts: readonly (readonly [string, Part])[] = [
    ['chosen by', html`<code>${choose === null ? metric : writtenChoice(choose)}</code>`],
    ['trials', `${formatCount(trials.length)}; ${stopped}`],
    ...(['pruned', 'failed', 'same'] as const)
      .filter((state) => count(state) > 0)
      .map((state) => [stateWords[state], formatCount(count(state))] as const),
    ['sampler', html`<code>${sampler}</code>, pruner <code>${pruner}</code>`],
    ['time', `${formatDuration(seconds)} of trials, ${costs.parallel} at once`],
    ...(costs.usdPerHour === null ? [] : [['cost', formatUsd(usd)] as const]),
  ];
  return html`<p class="eyebrow">${clipped(project, 80)}<span>search</span></p>
<h1 class="${isBetter === undefined ? 'open' : isBetter ? 'met' : 'missed'}"><span class="sign" aria-hidden="true">${isBetter === undefined ? '·' : isBetter ? '✓' : '!'}</span>${clipped(metric, 40)} ${scoreWords(found)}</h1>
<p class="subject">${chosenSign} Trial ${winner.number + 1} of <code>${clipped(winner.candidate)}</code> was chosen: ${ruleWords(tuning)}. ${confirmationWords(tuning)}</p>
${section(
  { id: 'winner', title: 'What was chosen' },
  table({
    head: ['setting', 'value'],
    rows: Object.entries(winner.params).map(([path, value]) => [
      html`<code>${clipped(path)}</code>`,
      html`<code class="wrap">${clipped(valueWords(value), 200)}</code>`,
    ]),
  }),
  html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`,
)}`;
}

function ruleWords({ trials, winner, objectives, choose }: SearchReport['tuning']): string {
  const complete = trials.flatMap(({ number, state, values }) =>
    state === 'complete' && values !== undefined ? [{ number, values }] : [],
  );
  const won = complete.find(({ number }) => number === winner.number);
  return won === undefined
    ? 'it is the best that was found'
    : choiceWords(won, { complete, objectives, choose });
}

function confirmedBetter({ confirmation }: SearchReport['tuning']): boolean | undefined {
  if (confirmation === undefined) return undefined;
  const found = confirmation.comparisons.find(({ against }) => against === 'as written');
  return confirmation.kept === 'winner' && found?.verdict === 'better';
}

function confirmationWords({ confirmation, metric }: SearchReport['tuning']): string {
  if (confirmation === undefined)
    return 'The best of many trials looks better than it is; tune.confirm would say how much is real.';
  const { repeats, comparisons, kept } = confirmation;
  const words = comparisons.map(({ against, verdict, difference, error, noise }) => {
    const who = against === 'as written' ? 'the params as written' : `the ${against}`;
    const by = `${twoDigits(Math.abs(difference))} ± ${twoDigits(error)}`;
    return verdict === 'cannot be told apart'
      ? `It cannot be told apart from ${who}: less than ${twoDigits(noise)} of ${metric} is noise.`
      : `It is ${verdict} than ${who} by ${by} over ${repeats} repeats.`;
  });
  const end = kept === 'as written' ? ' The params as written are kept.' : '';
  return `${words.join(' ')}${end}`;
}

function twoDigits(value: number): string {
  return String(Number(value.toPrecision(2)));
}

function historySection({ tuning, costs }: SearchReport): Part {
  const { metric, direction } = tuning;
  const scored = tuning.trials.filter(isScored);
  const chosen = tuning.winner.number;
  const near = withoutFarWorse(scored, direction, chosen);
  const isChosen = ({ number }: { readonly number: number }): boolean => number === chosen;
  if (near.length < 2) return undefined;
  const left = scored.length - near.length;
  const bestFigure = figure(
    {
      title: 'Best so far',
      caption: html`Dots are trials, the stair is the best so far; ${direction} is better.${left > 0 && ` ${left} that did far worse are left out.`}${chosenLegend(near, chosen)}`,
    },
    trialChart({
      title: `${clipped(metric)} by trial`,
      metric: clipped(metric, 30),
      direction,
      trials: thinned(near, mostDots, isChosen).map(({ number, score }) => ({
        ...{ number: number + 1, value: score, chosen: number === chosen },
      })),
    }),
    table({
      head: ['trial', metric],
      rows: firstTrials(near, mostRows, chosen).map(({ number, score }) => [
        numberCell(number, chosen),
        scoreWords(score),
      ]),
      figures: [0, 1],
      of: near.length,
    }),
  );
  return section(
    { id: 'history', title: 'How it went' },
    html`<div class="grid">${bestFigure}${timeFigure(costs, chosen)}</div>`,
  );
}

/** What each trial took. */
function timeFigure({ trials }: SearchReport['costs'], chosen: number): Markup {
  const spots = trials.map(({ number, seconds }) => ({
    ...{ x: number + 1, y: seconds, chosen: number === chosen },
    title: `trial ${number + 1}: ${formatDuration(seconds)}`,
  }));
  return figure(
    {
      title: 'Time',
      caption: `Seconds that each trial took, by the clock.${chosenLegend(trials, chosen)}`,
    },
    scatterChart(
      {
        title: 'Seconds by trial',
        x: { label: 'trial', range: rangeOf(spots.map(({ x }) => x)) },
        y: { label: 'seconds', range: airyRangeOf(spots.map(({ y }) => y)) },
      },
      thinned(spots, mostDots, (spot) => spot.chosen),
    ),
    table({
      head: ['trial', 'time', 'CPU', 'memory'],
      rows: firstTrials(trials, mostRows, chosen).map(
        ({ number, seconds, cpuSeconds, peakMemoryMb }) => [
          numberCell(number, chosen),
          formatDuration(seconds),
          formatDuration(cpuSeconds),
          `${formatCount(peakMemoryMb)} MB`,
        ],
      ),
      figures: [0, 1, 2, 3],
      of: trials.length,
    }),
  );
}
