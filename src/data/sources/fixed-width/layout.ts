import { MlxError } from '../../../errors/index.js';
import { columnNames, type NamedColumns } from '../csv/column-names.js';
import type { PinnedEncoding } from '../csv/encoding.js';
import { looksLikeHeader } from '../csv/header-row.js';
import type { FoundFile } from '../files/find-files.js';
import type { Compression } from '../files/inspect-file.js';
import { cellOf, type Field, pinnedFields } from './fields.js';
import { namesOver, recogniseFields } from './recognise-fields.js';

/** What a project may pin of a file with fixed columns. */
export interface FixedWidthPins {
  readonly widths?: readonly number[] | undefined;
  readonly positions?: readonly string[] | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly header?: boolean | undefined;
  readonly skip: number;
  readonly encoding: PinnedEncoding;
  readonly compression: Compression | 'auto';
  readonly decimal_separator: string;
  readonly null_values?: readonly string[] | undefined;
  readonly strict: boolean;
}

/** Where the columns of a file stand, and what they are called. */
export interface FixedLayout extends NamedColumns {
  readonly fields: readonly Field[];
  readonly header: boolean;
  readonly headerLine: number;
  /** Lines before the first row. */
  readonly skip: number;
  /** True when nobody pinned where the columns stand. */
  readonly isGuess: boolean;
}

/**
 * Where the columns stand in these lines: as pinned, else as their blanks show. Throws `data/fixed-width` when neither
 * tells, or when the names that are pinned are not as many as the columns.
 */
export function layoutOf(
  found: FoundFile,
  all: readonly string[],
  pins: FixedWidthPins,
): FixedLayout {
  const lines = all.slice(pins.skip).filter((line) => line.trim() !== '');
  const pinned = pinnedFields(pins);
  const seen = pinned ?? recognised(lines, pins);
  if (seen.length === 0) throw noColumns(found);
  const [first = '', ...below] = lines;
  const over = (fields: readonly Field[]): readonly string[] =>
    pinned === undefined ? namesOver(first, fields) : fields.map((field) => cellOf(first, field));
  const cells = below.slice(0, rowsJudged).map((line) => seen.map((field) => cellOf(line, field)));
  const header = pins.header ?? looksLikeHeader(over(seen), cells);
  const fields = header && pinned === undefined ? named(seen, over(seen)) : seen;
  const width = fields.length;
  const columns = columnNames(header ? over(fields) : undefined, {
    width,
    rows: [],
    pinned: pins.columns,
  });
  if (columns.names.length !== width) throw wrongCount(found, columns.names.length, width);
  const headerLine = all.findIndex((line, at) => at >= pins.skip && line.trim() !== '') + 1;
  const skip = header ? headerLine : pins.skip;
  return {
    ...columns,
    hollow: [],
    fields,
    header,
    headerLine,
    skip,
    isGuess: pinned === undefined,
  };
}

/** Blanks that part the words of a text by chance: what no name stands over belongs to the column on its left. */
function named(fields: readonly Field[], names: readonly string[]): readonly Field[] {
  const starts = fields.filter((_, at) => at === 0 || names[at] !== '').map(({ start }) => start);
  const last = fields.at(-1) ?? { start: 0, length: 0 };
  return starts.map((start, at) => {
    return { start, length: (starts[at + 1] ?? last.start + last.length) - start };
  });
}

function wrongCount(found: FoundFile, names: number, width: number): MlxError {
  return new MlxError(
    'data/fixed-width',
    `\`${found.origin}\` has ${width} columns, but \`columns\` names ${names}`,
    { hints: ['Name every column, in the order of the file'], place: { file: found.origin } },
  );
}

const rowsJudged = 100;

/** With a header that spans the blanks below it, the rows alone say where the columns stand. */
function recognised(lines: readonly string[], pins: FixedWidthPins): readonly Field[] {
  const sampled = lines.slice(0, linesSampled);
  const withFirst = recogniseFields(sampled);
  const rows = recogniseFields(sampled.slice(1));
  return pins.header !== false && rows.length > withFirst.length ? rows : withFirst;
}

const linesSampled = 2000;

function noColumns(found: FoundFile): MlxError {
  return new MlxError(
    'data/fixed-width',
    `\`${found.origin}\`: no columns of blanks part its lines`,
    {
      hints: [
        'Set `widths: [...]` or `positions: [...]` on the source',
        'Set `type: csv` when a delimiter separates the cells',
      ],
      place: { file: found.origin },
    },
  );
}
