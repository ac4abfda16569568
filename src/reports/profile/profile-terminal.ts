import type { ColumnProfile, Profile } from '../../data/profile/profile.js';
import type { Suspicion } from '../../data/profile/suspicion.js';
import { formatBytes, formatCount, formatPercent, formatQuantity } from '../../ui/format.js';
import { plain, type Style } from '../../ui/style.js';
import type { Symbols } from '../../ui/symbols.js';
import { type Table, terminalTable } from '../../ui/table.js';
import { printable } from '../../ui/text-width.js';
import { kindWords, shapeCounts, shareWords, valueWords } from './column-words.js';
import type { ProfileLook } from './profile-look.js';
import { suspicionList } from './suspicion-list.js';
import { suspicionLabel } from './suspicion-words.js';

/** A profile for a terminal or a pipe: a line a column, what goes together, and last what matters most. */
export function profileTerminal(title: string, profile: Profile, look: ProfileLook): string {
  const { style = plain, symbols, columns } = look;
  const table = terminalTable(columnTable(profile, symbols), {
    ...{ style, ellipsis: symbols.ellipsis, rule: symbols.rule },
    ...(columns !== undefined && { columns }),
  });
  return [
    `${style.bold(printable(title))}  ${headWords(profile, symbols)}\n`,
    table,
    together(profile, style),
    suspicionList(profile.suspicions, look),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function headWords(profile: Profile, { separator }: Symbols): string {
  const { rows, bytes, columns, missing, duplicates } = profile;
  return [
    formatQuantity(rows, 'rows'),
    formatQuantity(columns.length, 'columns'),
    formatBytes(bytes),
    missing.cells === 0
      ? 'nothing missing'
      : `${formatQuantity(missing.cells, 'cells')} missing in ${formatQuantity(missing.rows, 'rows')}`,
    formatQuantity(duplicates.rows, 'duplicate rows'),
  ].join(` ${separator} `);
}

function columnTable({ columns, rows, suspicions }: Profile, symbols: Symbols): Table {
  const labels = labelsByColumn(suspicions);
  return {
    head: ['column', 'type', 'missing', 'distinct', 'values', 'shape', 'look at'],
    align: ['left', 'left', 'right', 'right', 'left', 'left', 'left'],
    rows: columns.map((column) => [
      column.name,
      kindWords(column),
      column.missing === 0 ? '' : shareWords(column.missing, rows),
      column.unique ? 'unique' : formatCount(column.distinct),
      valueWords(column, rows),
      spark(column, symbols),
      (labels.get(column.name) ?? []).join(', '),
    ]),
  };
}

function labelsByColumn(suspicions: readonly Suspicion[]): ReadonlyMap<string, readonly string[]> {
  const labels = new Map<string, string[]>();
  for (const suspicion of suspicions) {
    for (const column of suspicion.columns) {
      const known = labels.get(column) ?? [];
      const label = suspicionLabel(suspicion);
      if (!known.includes(label)) known.push(label);
      labels.set(column, known);
    }
  }
  return labels;
}

const sparkWidth = 16;

/** A histogram on one line; bins without a row are blank. */
function spark(column: ColumnProfile, { spark: blocks }: Symbols): string {
  const counts = merged(shapeCounts(column), sparkWidth);
  const most = Math.max(...counts, 1);
  return counts
    .map((count) =>
      count === 0
        ? ' '
        : (blocks[Math.min(blocks.length - 1, Math.floor((count / most) * blocks.length))] ?? ''),
    )
    .join('')
    .trimEnd();
}

/** At most so many bins: neighbours are added up. */
function merged(counts: readonly number[], most: number): readonly number[] {
  const each = Math.max(1, Math.ceil(counts.length / most));
  return Array.from({ length: Math.ceil(counts.length / each) }, (_, at) =>
    counts.slice(at * each, (at + 1) * each).reduce((sum, count) => sum + count, 0),
  );
}

function together({ target, associations, rows }: Profile, style: Style): string {
  const sampled = (count: number): string =>
    count < rows ? ` (on a sample of ${formatQuantity(count, 'rows')})` : '';
  const telling = target?.relations.filter(({ power }) => power >= 0.01).slice(0, 5) ?? [];
  const strong = associations.pairs.filter(({ strength }) => strength >= 0.3).slice(0, 5);
  const lines = [
    telling.length > 0 &&
      `${style.dim(`say something of ${printable(target?.name ?? '')}${sampled(associations.rows)}:`)} ${telling.map(({ column, power }) => `${printable(column)} ${formatPercent(power)}`).join(', ')}`,
    strong.length > 0 &&
      `${style.dim(`go together${sampled(associations.rows)}:`)} ${strong.map(({ a, b, strength }) => `${printable(a)} ~ ${printable(b)} ${strength.toFixed(2)}`).join(', ')}`,
  ].filter((line) => line !== false);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
