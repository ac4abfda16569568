import type { Marks } from './read-record.js';

/**
 * The cells of a line whose quotes do not match, when nothing is known of its table: a quoted cell ends with the
 * first quote that a delimiter or the end of the line follows, other quotes are letters.
 */
export function lenientCells(line: string, { delimiter, quote }: Marks): readonly string[] {
  const pieces = line.split(delimiter);
  const cells: string[] = [];
  for (let from = 0; from < pieces.length; from++) {
    const first = pieces[from] ?? '';
    const last = first.trimStart().startsWith(quote) ? closing(pieces, from, quote) : undefined;
    const whole = pieces.slice(from, (last ?? from) + 1).join(delimiter);
    cells.push(last === undefined ? whole : whole.trim().slice(quote.length, -quote.length));
    from = last ?? from;
  }
  return cells;
}

function closing(pieces: readonly string[], from: number, quote: string): number | undefined {
  for (let at = from; at < pieces.length; at++) {
    const piece = (pieces[at] ?? '').trim();
    if (piece.endsWith(quote) && (at > from || piece.length > quote.length)) return at;
  }
  return undefined;
}
