import type { ColumnProfile, Profile, ValueCount } from '../../data/profile/profile.js';
import type { Suspicion } from '../../data/profile/suspicion.js';
import { formatCount } from '../../ui/format.js';
import { barChart } from '../charts/bar-chart.js';
import { miniBars } from '../charts/histogram-chart.js';
import { clipped, html, type Markup, type Part, sentence } from '../html/markup.js';
import { section, table } from '../html/section.js';
import { columnFigures } from './column-figures.js';
import { kindWords, shareWords, valueWords } from './column-words.js';
import { distributionFigure } from './distribution-figure.js';
import { suspicionSentence } from './suspicion-words.js';

/** Up to so many columns are open from the start. */
const mostOpen = 12;

/** Everything about each column, folded when there are many. */
export function columnCards(profile: Profile): Markup {
  const { columns, rows, suspicions } = profile;
  return section(
    { id: 'details', title: 'Column by column' },
    columns.map((column, at) => {
      const own = suspicions.filter((each) => each.columns.includes(column.name));
      return card(column, { at, rows, own, open: columns.length <= mostOpen });
    }),
  );
}

interface Card {
  readonly at: number;
  readonly rows: number;
  readonly own: readonly Suspicion[];
  readonly open: boolean;
}

function card(column: ColumnProfile, { at, rows, own, open }: Card): Part {
  const summary = html`<summary><code>${clipped(column.name, 80)}</code><span>${kindWords(column)}</span><span>${valueWords(column, rows)}</span></summary>`;
  const words =
    own.length > 0 &&
    html`<ul class="words">${own.map((each) => html`<li>${sentence(suspicionSentence(each))}</li>`)}</ul>`;
  return html`<details class="column"${open && html` open=""`}>${summary}<div class="inside" id="c${at}">${words}<div>${distributionFigure(column, rows)}${calendar(column)}</div><div>${figureList(column, rows)}${mostFrequent(column, rows)}${shapes(column, rows)}</div></div></details>
`;
}

function figureList(column: ColumnProfile, rows: number): Markup {
  return html`<dl>${columnFigures(column, rows).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** The values that occur most, as a table beside a histogram; categories are drawn instead. */
function mostFrequent({ top, missing, numbers, times }: ColumnProfile, rows: number): Part {
  if (top.length === 0 || (numbers === undefined && times === undefined)) return undefined;
  return html`<h3 class="minor">Most frequent</h3>${valueTable(top.slice(0, 5), rows - missing)}`;
}

function valueTable(values: readonly ValueCount[], present: number): Markup {
  return table({
    head: ['value', 'rows', 'share'],
    rows: values.map(({ value, count }) => [
      html`<code>${clipped(value, 40)}</code>`,
      formatCount(count),
      shareWords(count, present),
    ]),
    figures: [1, 2],
  });
}

function shapes({ texts, missing }: ColumnProfile, rows: number): Part {
  if (
    texts === undefined ||
    texts.shapesInAll < 2 ||
    texts.shapes[0]?.shape.includes('9') !== true
  ) {
    return undefined;
  }
  return html`<h3 class="minor">What values look like (9 for digits, a for letters)</h3>${table({
    head: ['form', 'rows', 'share', 'such as'],
    rows: texts.shapes.map(({ shape, rows: count, example }) => [
      html`<code>${clipped(shape, 30)}</code>`,
      formatCount(count),
      shareWords(count, rows - missing),
      html`<code>${clipped(example, 30)}</code>`,
    ]),
    figures: [1, 2],
    of: texts.shapesInAll,
  })}`;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function calendar({ times }: ColumnProfile): Part {
  if (times === undefined || times.histogram === null) return undefined;
  const hours = times.hours.slice(1).some((count) => count > 0);
  const byDay = weekdays.map((name, at) => ({
    name,
    value: times.weekdays[at] ?? 0,
    label: formatCount(times.weekdays[at] ?? 0),
    strong: true,
  }));
  return html`<h3 class="minor">By weekday</h3>${barChart('Rows by weekday', byDay)}${
    hours &&
    html`<h3 class="minor">By hour, 0 to 23 (UTC)</h3>${miniBars(times.hours)}<p class="note">${times.hours
      .map((count, at) => (count > 0 ? `${at} h: ${formatCount(count)}` : ''))
      .filter(Boolean)
      .join(', ')}</p>`
  }`;
}
