import type { Profile, TargetProfile } from '../../data/profile/profile.js';
import { formatCount, formatPercent, formatQuantity } from '../../ui/format.js';
import { barChart } from '../charts/bar-chart.js';
import { clipped, html, type Markup, type Part } from '../html/markup.js';
import { figure, section, table } from '../html/section.js';
import { shareWords, figure as shown } from './column-words.js';

/** What each column alone says of the target. Nothing when there is no target. */
export function targetSection({ target, rows, columns }: Profile): Part {
  if (target === undefined) return undefined;
  const missing = columns.find(({ name }) => name === target.name)?.missing ?? 0;
  const lead = html`What each column alone says of <code>${clipped(target.name)}</code>${target.rows < rows - missing && html`, on a sample of ${formatQuantity(target.rows, 'rows')}`}. Half of the rows are learnt from, the other half is asked: 0 % is nothing, 100 % gives the answer away.`;
  return section(
    { id: 'target', title: 'The target', lead },
    html`<div class="grid">${powerFigure(target)}${classesFigure(target, rows - missing)}</div>`,
    meansTable(target),
  );
}

const mostShown = 15;

function powerFigure({ relations, kind }: TargetProfile): Part {
  const bars = relations.slice(0, mostShown).map(({ column, power }, at) => ({
    name: column,
    value: power,
    label: formatPercent(power, power < 0.1 ? 1 : 0),
    strong: at === 0,
  }));
  if (bars.length === 0) return undefined;
  const caption = `The part of the target's ${kind === 'classes' ? 'uncertainty (entropy)' : 'variance'} that a column takes away.`;
  return figure(
    { title: 'What one column says', caption },
    barChart('What one column says of the target', bars),
    table({
      head: ['column', 'takes away', 'mutual information, bits'],
      rows: relations
        .slice(0, 100)
        .map(({ column, power, information }) => [
          html`<code>${clipped(column)}</code>`,
          formatPercent(power, 1),
          information.toFixed(3),
        ]),
      figures: [1, 2],
      of: relations.length,
    }),
  );
}

function classesFigure({ classes, name }: TargetProfile, present: number): Part {
  if (classes.length === 0) return undefined;
  const bars = classes.map(({ value, count }) => ({
    name: value,
    value: count,
    label: `${shareWords(count, present)} · ${formatCount(count)}`,
    strong: true,
  }));
  return figure(
    { title: 'Classes', caption: html`Rows by <code>${clipped(name)}</code>.` },
    barChart('Rows of each class', bars),
  );
}

function meansTable({ classes, relations }: TargetProfile): Part {
  const lines = relations.filter(({ means }) => means !== undefined).slice(0, 40);
  if (classes.length === 0 || lines.length === 0) return undefined;
  const few = classes.slice(0, 8);
  const body: Markup = table({
    head: ['mean of', ...few.map(({ value }) => clipped(value, 24))],
    rows: lines.map(({ column, means = [] }) => [
      html`<code>${clipped(column)}</code>`,
      ...few.map((_, at) => meanWords(means[at])),
    ]),
    figures: few.map((_, at) => at + 1),
  });
  return html`<details><summary>Means by class</summary>${body}</details>`;
}

function meanWords(mean: number | null | undefined): Part {
  return mean === null || mean === undefined ? undefined : shown(mean);
}
