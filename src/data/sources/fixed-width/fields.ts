import { MlxError } from '../../../errors/index.js';

/** A column's place in the line: the first character (from 0) and how many. */
export interface Field {
  readonly start: number;
  readonly length: number;
}

interface Pinned {
  readonly widths?: readonly number[] | undefined;
  readonly positions?: readonly string[] | undefined;
}

/** The fields a project pins by widths or positions; undefined when it pins none. Throws when it pins both, or nonsense. */
export function pinnedFields({ widths, positions }: Pinned): readonly Field[] | undefined {
  if (widths !== undefined && positions !== undefined) {
    throw new MlxError('data/fixed-width', 'A source gives both `widths` and `positions`', {
      hints: ['Keep one of them'],
    });
  }
  if (positions !== undefined) return positions.map(fieldAt);
  let start = 0;
  return widths?.map((length) => {
    const field = { start, length };
    start += length;
    return field;
  });
}

function fieldAt(position: string): Field {
  const [, first = '', last = first] = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(position) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (first !== '' && from >= 1 && to >= from) return { start: from - 1, length: to - from + 1 };
  throw new MlxError('data/fixed-width', `\`${position}\` is no position of a column`, {
    hints: ['Write its first and last character, counted from 1, such as `"12-15"`'],
  });
}

/** A field as a project would pin it. */
export function positionOf({ start, length }: Field): string {
  return length === 1 ? `${start + 1}` : `${start + 1}-${start + length}`;
}

/** The text of a field in a line. */
export function cellOf(line: string, { start, length }: Field): string {
  return line.slice(start, start + length).trim();
}
