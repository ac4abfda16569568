import { kindOf } from './cell-kind.js';

/**
 * Whether the first row of a table names its columns: it does when it breaks the habit of the columns below, does
 * not when it keeps it; when the columns have no habit, it does unless its cells come again below.
 */
export function looksLikeHeader(
  first: readonly string[],
  below: readonly (readonly string[])[],
): boolean {
  const rest = below.filter((row) => row.some((cell, at) => cell !== first[at]));
  if (rest.length === 0) return !first.some((cell) => typed.has(kindOf(cell)));
  if (first.every((cell) => cell.trim() === '')) return false;
  const votes = first.map((cell, column) =>
    vote(
      cell,
      rest.map((row) => row[column] ?? ''),
    ),
  );
  if (isCount(first, votes)) return true;
  const breaks = votes.filter((given) => given === 'breaks').length;
  const keeps = votes.filter((given) => given === 'keeps').length;
  if (breaks !== keeps) return breaks > keeps;
  if (breaks > 0) return false;
  return !votes.includes('recurs') && !hasDouble(first);
}

type Vote = 'breaks' | 'keeps' | 'recurs' | 'none';

const typed: ReadonlySet<string> = new Set(['number', 'date', 'time']);
const habit = 0.9;

function vote(cell: string, below: readonly string[]): Vote {
  const cells = below.map((other) => other.trim()).filter((other) => kindOf(other) !== 'empty');
  const own = cell.trim();
  if (cells.length === 0 || own === '') return 'none';
  const kinds = cells.map(kindOf);
  for (const kind of typed) {
    if (kinds.filter((other) => other === kind).length < habit * cells.length) continue;
    return kindOf(own) === kind ? 'keeps' : 'breaks';
  }
  if (typed.has(kindOf(own))) return 'keeps';
  return shapeVote(own, cells) ?? (cells.length > 2 && cells.includes(own) ? 'recurs' : 'none');
}

/** Codes such as `MG-8769` have a shape of their own: letters, digits and marks in an order. */
function shapeVote(own: string, cells: readonly string[]): Vote | undefined {
  const shape = shapeOf(cells[0] ?? '');
  if (cells.length < 3 || !shape.includes('9')) return undefined;
  if (cells.filter((cell) => shapeOf(cell) === shape).length < habit * cells.length)
    return undefined;
  return shapeOf(own) === shape ? 'keeps' : 'breaks';
}

function shapeOf(cell: string): string {
  return cell.replaceAll(/\p{L}+/gu, 'a').replaceAll(/\d+/g, '9');
}

/** Years in a row, such as `country,1990,1991,1992`, and a longer count of anything are names. */
function isCount(first: readonly string[], votes: readonly Vote[]): boolean {
  const numbers = first.filter((_, at) => votes[at] === 'keeps').map(Number);
  const start = numbers[0] ?? 0;
  const counted = numbers.every((number, at) => number === start + at);
  return counted && (numbers.length >= 8 || (numbers.length >= 3 && start > 1800 && start < 2200));
}

function hasDouble(cells: readonly string[]): boolean {
  const named = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return named.length > 2 && new Set(named).size <= named.length / 2;
}
