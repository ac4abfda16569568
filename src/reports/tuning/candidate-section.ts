import type { Json } from '../../contracts/json.js';
import { type Dimension, shareOf } from '../../learning/tuners/search-space.js';
import { scoreWords } from '../../stages/tuning/choice-words.js';
import type { Tuning } from '../../stages/tuning/tuning-artifact.js';
import { formatPercent } from '../../ui/format.js';
import { barChart } from '../charts/bar-chart.js';
import { decades } from '../charts/log-axis.js';
import { parallelChart } from '../charts/parallel-chart.js';
import type { PlotOptions } from '../charts/plot.js';
import { airyRangeOf, linearScale, rangeOf } from '../charts/scale.js';
import { scatterChart } from '../charts/scatter-chart.js';
import { thinned } from '../charts/thinned.js';
import { clipped, html, type Markup, type Part } from '../html/markup.js';
import { figure, section, table } from '../html/section.js';
import {
  chosenLegend,
  figureWords,
  firstTrials,
  fromBest,
  numberCell,
  type ScoredTrial,
  type SearchedCandidate,
  valueWords,
  withoutFarWorse,
} from './search-report.js';

/** More would be a page that nobody reads to its end. */
const mostSlices = 12;
const mostAxes = 7;
const mostDots = 400;
const mostRows = 100;

/** What was searched of one candidate: which settings mattered, where the good ones lie, and how they go together. */
export function candidateSection(
  searched: SearchedCandidate,
  { metric, direction, winner }: Tuning,
): Part {
  const { name, dimensions, trials, importance } = searched;
  const chosen = winner.number;
  const near = withoutFarWorse(trials, direction, chosen);
  const far = trials.length - near.length;
  if (near.length < 2) return undefined;
  const best = new Set(fromBest(near, direction).slice(0, Math.ceil(near.length / 10)));
  const shown = thinned(near, mostDots, ({ number }) => number === chosen);
  const look = { metric, best, shown, chosen };
  const left = far === 0 ? '' : ` ${far} that did far worse are left out of the charts.`;
  return section(
    {
      id: `candidate-${name.replace(/[^\w-]/g, '-')}`,
      title: `What was tried of ${clipped(name)}`,
      lead: `${trials.length} trials that were judged; the best tenth of them is larger and in colour.${left}`,
    },
    html`<div class="grid">
${importanceFigure(importance, dimensions)}
${dimensions.slice(0, mostSlices).map((dimension) => sliceFigure(dimension, look))}
${dimensions.length > 1 && parallelFigure(dimensions.slice(0, mostAxes), look)}
</div>`,
    dimensions.length > mostSlices &&
      html`<p class="more">The ${mostSlices} settings that mattered most of ${dimensions.length} are shown.</p>`,
  );
}

interface Look {
  readonly metric: string;
  readonly best: ReadonlySet<ScoredTrial>;
  readonly shown: readonly ScoredTrial[];
  /** The number of the trial that was chosen, of this candidate or another. */
  readonly chosen: number;
}

function importanceFigure(
  importance: SearchedCandidate['importance'],
  dimensions: readonly Dimension[],
): Part {
  const known = dimensions.flatMap(({ path }) => {
    const value = importance[path];
    return value === undefined ? [] : [{ path, value }];
  });
  if (known.length < 2) return undefined;
  return figure(
    {
      title: 'Which settings mattered',
      caption:
        'The share of each setting in the variance that single settings explain, by functional ANOVA. One that mattered little may be left as it is.',
    },
    barChart(
      'Importance of settings',
      known.slice(0, mostSlices).map(({ path, value }, at) => ({
        ...{ name: path, value, label: formatPercent(value), strong: at === 0 },
      })),
    ),
    table({
      head: ['setting', 'importance'],
      rows: known.map(({ path, value }) => [
        html`<code>${clipped(path)}</code>`,
        formatPercent(value, 1),
      ]),
      figures: [1],
    }),
  );
}

/** The score by one setting, whatever the others were. */
function sliceFigure(dimension: Dimension, look: Look): Part {
  const { metric, best, shown, chosen } = look;
  const { path } = dimension;
  const there = shown.filter(({ params }) => path in params);
  if (there.length === 0) return undefined;
  const options: PlotOptions = {
    title: `${metric} by ${clipped(path)}`,
    x: axisOf(dimension, there),
    y: { label: clipped(metric, 30), range: airyRangeOf(shown.map(({ score }) => score)) },
    height: 270,
  };
  const spots = there.map((trial) => ({
    x: placeOf(dimension, trial.params[path] ?? null),
    y: trial.score,
    title: `trial ${trial.number + 1}: ${clipped(valueWords(trial.params[path]), 40)}, ${scoreWords(trial.score)}`,
    strong: best.has(trial),
    chosen: trial.number === chosen,
  }));
  return figure(
    {
      title: clipped(path),
      caption: `Each dot is a trial; the other settings differ too.${chosenLegend(there, chosen)}`,
    },
    scatterChart(options, spots),
    trialTable(there, [path], look),
  );
}

/** Logarithmic settings by their logarithm, names by their place. */
function placeOf({ domain }: Dimension, value: Json): number {
  if (domain.kind === 'choice') return shareOf(domain, value) * domain.values.length - 0.5;
  return domain.log ? Math.log10(Number(value)) : Number(value);
}

function axisOf(dimension: Dimension, there: readonly ScoredTrial[]): PlotOptions['x'] {
  const { domain, path } = dimension;
  const label = clipped(path, 40);
  if (domain.kind === 'choice') {
    const last = domain.values.length - 1;
    const room = Math.max(4, Math.floor(60 / (last + 1)));
    const ticks = domain.values.map((value, at) => ({
      at,
      label: clipped(valueWords(value), room),
    }));
    return { label, range: [-0.5, last + 0.5], ticks };
  }
  const values = there.map(({ params }) => placeOf(dimension, params[path] ?? null));
  if (!domain.log) return { label, range: airyRangeOf(values) };
  return { label: `${label}, logarithmic`, range: airyRangeOf(values), ticks: decades(values) };
}

/** How settings go together. */
function parallelFigure(dimensions: readonly Dimension[], look: Look): Markup {
  const { metric, best, shown, chosen } = look;
  const range = rangeOf(shown.map(({ score }) => score));
  const scale = linearScale(range, [0, 1000]);
  const axes = [
    ...dimensions.map(({ path, domain }) => ({ name: path, ...endsOf(domain) })),
    { name: metric, foot: scoreWords(range[0]), head: scoreWords(range[1]) },
  ];
  const lines = shown.map((trial) => ({
    shares: [
      ...dimensions.map(({ path, domain }) =>
        path in trial.params ? shareOf(domain, trial.params[path] ?? null) : undefined,
      ),
      scale(trial.score) / 1000,
    ],
    strong: best.has(trial),
    chosen: trial.number === chosen,
  }));
  return figure(
    {
      ...{ title: 'How they go together', wide: true },
      caption: `Each line is a trial and crosses each axis at its setting; at the right is what it reached. Where lines in colour run together, good trials agree.${chosenLegend(shown, chosen)}`,
    },
    parallelChart(`Settings and ${clipped(metric)} of each trial`, axes, lines),
    trialTable(
      shown,
      dimensions.map(({ path }) => path),
      look,
    ),
  );
}

function endsOf(domain: Dimension['domain']): { readonly foot: string; readonly head: string } {
  if (domain.kind === 'choice')
    return { foot: valueWords(domain.values[0]), head: valueWords(domain.values.at(-1)) };
  return { foot: figureWords(domain.low), head: figureWords(domain.high) };
}

function trialTable(
  trials: readonly ScoredTrial[],
  paths: readonly string[],
  { metric, chosen }: Look,
): Markup {
  return table({
    head: ['trial', ...paths.map((path) => clipped(path)), metric],
    rows: firstTrials(trials, mostRows, chosen).map(({ number, params, score }) => [
      numberCell(number, chosen),
      ...paths.map((path) => clipped(valueWords(params[path]), 40)),
      scoreWords(score),
    ]),
    figures: [0, paths.length + 1],
    of: trials.length,
  });
}
