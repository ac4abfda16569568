import type { ColumnProfile, Profile } from '../../data/profile/profile.js';
import { formatCount } from '../../ui/format.js';
import { plain } from '../../ui/style.js';
import { keyValues, terminalTable } from '../../ui/table.js';
import { printable } from '../../ui/text-width.js';
import { columnFigures } from './column-figures.js';
import { figure, histogramOf, kindWords, shareWords, shortTime } from './column-words.js';
import type { ProfileLook } from './profile-look.js';
import { suspicionList } from './suspicion-list.js';

/** Everything about one column, for a terminal or a pipe. */
export function columnTerminal(column: ColumnProfile, profile: Profile, look: ProfileLook): string {
  const { style = plain, symbols, columns } = look;
  const figures = columnFigures(column, profile.rows).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const shape = shapeRows(column, profile.rows, symbols.barFull);
  const own = profile.suspicions.filter((each) => each.columns.includes(column.name));
  return [
    `${style.bold(printable(column.name))}  ${kindWords(column)}\n`,
    keyValues([...figures, ...relations(column, profile)], style),
    shape.length === 0
      ? ''
      : terminalTable(
          {
            head: ['values', 'rows', 'share', ''],
            rows: shape,
            align: ['left', 'right', 'right', 'left'],
          },
          { style, ...(columns !== undefined && { columns }) },
        ),
    suspicionList(own, look),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const mostBins = 20;
const barWidth = 32;

/** Bins or the most frequent values, a bar each. */
function shapeRows(
  column: ColumnProfile,
  rows: number,
  block: string,
): readonly (readonly string[])[] {
  const counted = countsOf(column);
  const most = Math.max(1, ...counted.map(({ count }) => count));
  return counted.map(({ name, count }) => [
    name,
    formatCount(count),
    shareWords(count, rows - column.missing),
    block.repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * barWidth))),
  ]);
}

function countsOf(
  column: ColumnProfile,
): readonly { readonly name: string; readonly count: number }[] {
  const histogram = histogramOf(column);
  if (histogram === undefined) {
    return column.top.map(({ value, count }) => ({ name: value, count }));
  }
  const { edges, counts } = histogram;
  const each = Math.ceil(counts.length / mostBins);
  const words = column.times === undefined ? figure : dayOf;
  return Array.from({ length: Math.ceil(counts.length / each) }, (_, at) => {
    const to = Math.min(counts.length, (at + 1) * each);
    return {
      name: `${words(edges[at * each] ?? 0)} … ${words(edges[to] ?? 0)}`,
      count: counts.slice(at * each, to).reduce((sum, count) => sum + count, 0),
    };
  });
}

function dayOf(ms: number): string {
  return shortTime(new Date(ms).toISOString());
}

/** What the column says of the target, and the columns it goes with most. */
function relations(
  { name }: ColumnProfile,
  { target, associations }: Profile,
): readonly (readonly [string, string])[] {
  const said = target?.relations.find(({ column }) => column === name);
  const partners = associations.pairs
    .filter(({ a, b }) => a === name || b === name)
    .slice(0, 3)
    .map(({ a, b, strength }) => `${a === name ? b : a} ${strength.toFixed(2)}`);
  return [
    ...(said === undefined || target === undefined
      ? []
      : [[`says of ${printable(target.name)}`, shareWords(said.power, 1)] as const]),
    ...(partners.length === 0 ? [] : [['goes with', partners.join(', ')] as const]),
  ];
}
