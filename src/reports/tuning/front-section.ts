import { scoreWords } from '../../stages/tuning/choice-words.js';
import { ratioAxis } from '../charts/log-axis.js';
import { airyRangeOf } from '../charts/scale.js';
import { scatterChart } from '../charts/scatter-chart.js';
import { html, type Part } from '../html/markup.js';
import { figure, section, table } from '../html/section.js';
import {
  chosenLegend,
  firstTrials,
  isScored,
  numberCell,
  type SearchReport,
} from './search-report.js';
import { mostRows } from './trials-section.js';

/** The first objective against each of the others. */
export function frontSection({ tuning }: SearchReport): Part {
  const { objectives, front, winner } = tuning;
  const chosen = winner.number;
  const [first, ...others] = objectives;
  if (first === undefined || others.length === 0) return undefined;
  const known = tuning.trials.filter(isScored);
  const onFront = known.filter(({ number }) => front.includes(number));
  const figures = others.map((other, at) => {
    const valueOf = (values: readonly number[] | undefined, place: number): number =>
      values?.[place] ?? Number.NaN;
    const { axis, place } = ratioAxis(
      other.title,
      known.map(({ values }) => valueOf(values, at + 1)),
    );
    const spots = known.map(({ number, values }) => ({
      x: place(valueOf(values, at + 1)),
      y: valueOf(values, 0),
      title: `trial ${number + 1}${number === chosen ? ', chosen' : ''}`,
      strong: front.includes(number),
      chosen: number === chosen,
    }));
    return figure(
      {
        title: `${first.title} and ${other.title}`,
        caption: html`The larger dots in colour are trials beaten by no other in all objectives. ${first.title}: ${first.direction} is better; ${other.title}: ${other.direction} is better.${chosenLegend(known, chosen)}`,
      },
      scatterChart(
        {
          title: `${first.title} and ${other.title} of each trial`,
          x: axis,
          y: { label: first.title, range: airyRangeOf(spots.map(({ y }) => y)) },
        },
        spots,
        { stair: others.length === 1 },
      ),
      table({
        head: ['trial', first.title, other.title, 'on the front'],
        rows: firstTrials(known, mostRows, chosen).map(({ number, values }) => [
          numberCell(number, chosen),
          scoreWords(valueOf(values, 0)),
          scoreWords(valueOf(values, at + 1)),
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
