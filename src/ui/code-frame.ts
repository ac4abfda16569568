import type { Place } from '../errors/index.js';
import type { Style } from './style.js';
import { displayWidth, printable, takeColumns } from './text-width.js';

export interface CodeFrameOptions {
  readonly style: Style;
  /** Columns of the terminal. */
  readonly columns: number;
}

/** `mlx.yaml:9:13`, as far as it is known: editors and CI logs make it a link. */
export function placeWords({ file, line, column }: Place): string {
  return printable(
    [file, line, line === undefined ? undefined : column]
      .filter((part) => part !== undefined)
      .join(':'),
  );
}

/**
 * The source at a place with a gutter of line numbers and a caret below the column. Tabs are widened, wide
 * letters count for two, and a line too long for the terminal is cut to a window around the caret.
 */
export function codeFrame(place: Place, { style, columns }: CodeFrameOptions): string[] {
  if (place.source === undefined) return [];
  const [first = '', ...following] = place.source.split(/\r?\n/).map(printable);
  const lastNumber = place.line === undefined ? '' : String(place.line + following.length);
  const gutter = (label: string) => style.dim(`  ${label.padStart(lastNumber.length)} | `);
  const room = Math.max(20, columns - lastNumber.length - 6);

  const before = expandTabs(first.slice(0, Math.max(0, (place.column ?? 1) - 1)));
  const view = windowAround(expandTabs(first), displayWidth(before), room);
  const numberOf = (offset: number) =>
    place.line === undefined ? '' : String(place.line + offset);
  const lines = [`${gutter(numberOf(0))}${view.text}`];
  if (place.column !== undefined)
    lines.push(`${gutter('')}${' '.repeat(view.caret)}${style.red('^')}`);
  following.forEach((line, index) => {
    lines.push(`${gutter(numberOf(index + 1))}${windowAround(expandTabs(line), 0, room).text}`);
  });
  return lines.map((line) => line.trimEnd());
}

function expandTabs(text: string): string {
  let expanded = '';
  for (const [at, part] of text.split('\t').entries()) {
    if (at > 0) expanded += ' '.repeat(4 - (displayWidth(expanded) % 4));
    expanded += part;
  }
  return expanded;
}

/** The part of a line to show in `room` columns, and where the caret then stands. */
function windowAround(line: string, caret: number, room: number): { text: string; caret: number } {
  if (displayWidth(line) <= room) return { text: line, caret };
  const wantedStart = Math.max(0, caret - Math.floor(room / 2));
  const skipped = wantedStart === 0 ? '' : takeColumns(line, wantedStart);
  const head = skipped === '' ? '' : '…';
  const rest = line.slice(skipped.length);
  const shown = takeColumns(rest, room - head.length - 1);
  const tail = shown.length < rest.length ? '…' : '';
  return { text: `${head}${shown}${tail}`, caret: caret - displayWidth(skipped) + head.length };
}
