import type { Place } from '../../errors/index.js';
import type { Draft } from '../draft.js';

/** A run of rows that follow each other in one file: a row of it stands `line + (row − from)`. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly file: string;
  /** Line of the row `from`; absent where the source cannot tell lines. */
  readonly line?: number;
}

/** Rows in rising order, too many to hold. */
export interface RowList {
  readonly count: number;
  /** The `__row` at a position from 0. */
  readonly rowAt: (position: number) => Promise<number>;
}

/**
 * Where rows stand, by asking for a few of them only, since each question may read a file anew. Where rows are
 * `consecutive`, every row takes a line at least; so when two are as many lines apart as rows, each between them takes
 * one, and all are known. Rows for which {@link mostQuestions} were not enough are in no segment.
 */
export async function segmentsOf(
  { count, rowAt }: RowList,
  { placeOf, consecutive = false }: Pick<Draft, 'placeOf' | 'consecutive'>,
): Promise<readonly Segment[]> {
  const asked = new Map<number, Place>();
  const ask = async (row: number): Promise<Place | undefined> => {
    const known = asked.get(row);
    if (known !== undefined || asked.size >= mostQuestions) return known;
    const place = await placeOf(row);
    asked.set(row, place);
    return place;
  };
  const segments: Segment[] = [];
  const visit = async (low: number, high: number): Promise<void> => {
    const [from, to] = [await rowAt(low), await rowAt(high)];
    const [first, last] = [await ask(from), await ask(to)];
    if (first === undefined || last === undefined) return;
    if (low === high || (consecutive && isStraight([from, first], [to, last]))) {
      const { file, line } = first;
      segments.push({ from, to, file, ...(line !== undefined && { line }) });
      return;
    }
    const middle = Math.floor((low + high) / 2);
    await visit(low, middle);
    await visit(middle + 1, high);
  };
  if (count > 0) await visit(0, count - 1);
  return segments;
}

function isStraight(
  [from, first]: readonly [number, Place],
  [to, last]: readonly [number, Place],
): boolean {
  if (first.file !== last.file) return false;
  if (first.line === undefined || last.line === undefined) return first.line === last.line;
  return last.line - first.line === to - from;
}

/** Where a row stands, as the segments say. */
export function placeIn(segments: readonly Segment[], row: number): Place | undefined {
  const found = segments.find(({ from, to }) => row >= from && row <= to);
  if (found === undefined) return undefined;
  const { file, line, from } = found;
  return { file, ...(line !== undefined && { line: line + (row - from) }) };
}

const mostQuestions = 40;
