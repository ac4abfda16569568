import { type ColumnDrift, type Drift, driftOf } from '../../data/profile/drift.js';
import { formatNumber, formatPercent, formatQuantity } from '../../ui/format.js';
import { plain } from '../../ui/style.js';
import { terminalTable } from '../../ui/table.js';
import { printable } from '../../ui/text-width.js';
import type { ProfileLook } from './profile-look.js';

/** What two tables are called. */
export interface DriftTitles {
  readonly before: string;
  readonly now: string;
}

/** How a table differs from an earlier one, for a terminal or a pipe; the columns that moved most stand last. */
export function driftTerminal(
  { before, now }: DriftTitles,
  drift: Drift,
  look: ProfileLook,
): string {
  const { style = plain, symbols, columns } = look;
  const [was, is] = drift.rows;
  const table = terminalTable(
    {
      head: ['column', 'type', 'PSI', 'KS', 'χ²', 'missing', '', 'new values'],
      align: ['left', 'left', 'right', 'right', 'right', 'left', 'left', 'left'],
      rows: drift.columns.toReversed().map(row),
    },
    {
      style,
      ellipsis: symbols.ellipsis,
      rule: symbols.rule,
      ...(columns !== undefined && { columns }),
    },
  );
  const counts = (wanted: string): number =>
    drift.columns.filter((column) => driftOf(column) === wanted).length;
  return [
    `${style.bold(printable(now))}  ${formatQuantity(is, 'rows')}, against ${printable(before)} with ${formatQuantity(was, 'rows')}\n`,
    table,
    changes('gone', drift.gone),
    changes('added', drift.added),
    `${formatQuantity(counts('far'), 'columns')} far (PSI from 0.25), ${counts('moved')} moved (from 0.1), ${counts('stable')} stable\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function row(column: ColumnDrift): readonly string[] {
  const { name, types, psi, ks, chi2, missing, fresh = [] } = column;
  const [was, is] = types;
  const state = driftOf(column);
  return [
    name,
    was === is ? is : `${was} → ${is}`,
    psi === null ? '' : psi.toFixed(3),
    ks === undefined ? '' : ks.toFixed(3),
    chi2 === undefined ? '' : `${formatNumber(chi2.value, 1)} (${chi2.degrees})`,
    missing[0] === missing[1] ? '' : missing.map((share) => formatPercent(share, 1)).join(' → '),
    state === 'stable' ? '' : state,
    fresh.join(', '),
  ];
}

function changes(word: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${word}: ${names.map(printable).join(', ')}\n`;
}
