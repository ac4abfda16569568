import { formatCount, formatDuration, formatUsd } from '../../ui/format.js';
import { parallelStyle } from '../charts/parallel-chart.js';
import { airyRangeOf, rangeOf } from '../charts/scale.js';
import { scatterChart } from '../charts/scatter-chart.js';
import { thinned } from '../charts/thinned.js';
import { trialChart } from '../charts/trial-chart.js';
import { clipped, html, type Markup, type Part } from '../html/markup.js';
import { page } from '../html/page.js';
import { figure, section, table } from '../html/section.js';
import { candidateSection } from './candidate-section.js';
import {
  candidatesOf,
  figureWords,
  isScored,
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
  const { winner, trials, metric, sampler, pruner, stopped } = tuning;
  const found = trials.find(({ number }) => number === winner.number)?.score ?? Number.NaN;
  const count = (state: string): number => trials.filter((trial) => trial.state === state).length;
  const seconds = costs.trials.reduce((sum, trial) => sum + trial.seconds, 0);
  const usd = costs.trials.reduce((sum, trial) => sum + (trial.usd ?? 0), 0);
  const isBetter = confirmedBetter(tuning);
  const facts: readonly (readonly [string, Part])[] = [
    ['trials', `${formatCount(trials.length)}; ${stopped}`],
    ...(['pruned', 'failed', 'same'] as const)
      .filter((state) => count(state) > 0)
      .map((state) => [stateWords[state], formatCount(count(state))] as const),
    ['sampler', html`<code>${sampler}</code>, pruner <code>${pruner}</code>`],
    ['time', `${formatDuration(seconds)} of trials, ${costs.parallel} at once`],
    ...(costs.usdPerHour === null ? [] : [['cost', formatUsd(usd)] as const]),
  ];
  return html`<p class="eyebrow">${clipped(project, 80)}<span>search</span></p>
<h1 class="${isBetter === undefined ? 'open' : isBetter ? 'met' : 'missed'}"><span class="sign" aria-hidden="true">${isBetter === undefined ? '·' : isBetter ? '✓' : '!'}</span>${clipped(metric, 40)} ${figureWords(found)}</h1>
<p class="subject">Trial ${winner.number + 1}, candidate <code>${clipped(winner.candidate)}</code>. ${confirmationWords(tuning)}</p>
${section(
  { id: 'winner', title: 'What won' },
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
  const near = withoutFarWorse(scored, direction);
  if (near.length < 2) return undefined;
  const left = scored.length - near.length;
  const bestFigure = figure(
    {
      title: 'Best so far',
      caption: html`Dots are trials, the stair is the best so far; ${direction} is better.${left > 0 && ` ${left} that did far worse are left out.`}`,
    },
    trialChart({
      title: `${clipped(metric)} by trial`,
      metric: clipped(metric, 30),
      direction,
      trials: thinned(near, mostDots).map(({ number, score }) => ({
        number: number + 1,
        value: score,
      })),
    }),
    table({
      head: ['trial', metric],
      rows: near.slice(0, mostRows).map(({ number, score }) => [number + 1, figureWords(score)]),
      figures: [0, 1],
      of: near.length,
    }),
  );
  return section(
    { id: 'history', title: 'How it went' },
    html`<div class="grid">${bestFigure}${timeFigure(costs)}</div>`,
  );
}

/** What each trial took. */
function timeFigure({ trials }: SearchReport['costs']): Markup {
  const spots = trials.map(({ number, seconds }) => ({
    ...{ x: number + 1, y: seconds },
    title: `trial ${number + 1}: ${formatDuration(seconds)}`,
  }));
  return figure(
    { title: 'Time', caption: 'Seconds that each trial took, by the clock.' },
    scatterChart(
      {
        title: 'Seconds by trial',
        x: { label: 'trial', range: rangeOf(spots.map(({ x }) => x)) },
        y: { label: 'seconds', range: airyRangeOf(spots.map(({ y }) => y)) },
      },
      thinned(spots, mostDots),
    ),
    table({
      head: ['trial', 'time', 'CPU', 'memory'],
      rows: trials
        .slice(0, mostRows)
        .map(({ number, seconds, cpuSeconds, peakMemoryMb }) => [
          number + 1,
          formatDuration(seconds),
          formatDuration(cpuSeconds),
          `${formatCount(peakMemoryMb)} MB`,
        ]),
      figures: [0, 1, 2, 3],
      of: trials.length,
    }),
  );
}

/** The first objective against each of the others. */
function frontSection({ tuning }: SearchReport): Part {
  const { objectives, front } = tuning;
  const [first, ...others] = objectives;
  if (first === undefined || others.length === 0) return undefined;
  const known = tuning.trials.filter(isScored);
  const onFront = known.filter(({ number }) => front.includes(number));
  const figures = others.map((other, at) => {
    const valueOf = (values: readonly number[] | undefined, place: number): number =>
      values?.[place] ?? Number.NaN;
    const spots = known.map(({ number, values }) => ({
      x: valueOf(values, at + 1),
      y: valueOf(values, 0),
      title: `trial ${number + 1}`,
      strong: front.includes(number),
    }));
    return figure(
      {
        title: `${first.title} and ${other.title}`,
        caption: html`Trials in colour are beaten by no other in all objectives. ${first.title}: ${first.direction} is better; ${other.title}: ${other.direction} is better.`,
      },
      scatterChart(
        {
          title: `${first.title} and ${other.title} of each trial`,
          x: { label: other.title, range: airyRangeOf(spots.map(({ x }) => x)) },
          y: { label: first.title, range: airyRangeOf(spots.map(({ y }) => y)) },
        },
        spots,
        { stair: others.length === 1 },
      ),
      table({
        head: ['trial', first.title, other.title, 'on the front'],
        rows: known
          .slice(0, mostRows)
          .map(({ number, values }) => [
            number + 1,
            figureWords(valueOf(values, 0)),
            figureWords(valueOf(values, at + 1)),
            front.includes(number) ? 'yes' : '',
          ]),
        figures: [0, 1, 2],
        of: known.length,
      }),
    );
  });
  return section(
    {
      id: 'front',
      title: 'What can be had together',
      lead: `${onFront.length} of ${known.length} trials are beaten by no other in all objectives (the Pareto front).`,
    },
    html`<div class="grid">${figures}</div>`,
  );
}
