import { MlxError } from '../../../errors/index.js';
import { identifier, literal } from '../../tables/sql.js';
import { columnNames, type NamedColumns } from '../csv/column-names.js';
import { irregular } from '../csv/csv-input.js';
import { type Doubt, encodingDoubt, nameDoubts, refused, told } from '../csv/doubts.js';
import { encodingOf, type PinnedEncoding } from '../csv/encoding.js';
import { looksLikeHeader } from '../csv/header-row.js';
import { blanks, type LinesInput, lineRelation, numberedLines } from '../csv/lines.js';
import { sampleOf } from '../csv/sample.js';
import { convertedCopy } from '../files/converted-copy.js';
import type { FoundFile } from '../files/find-files.js';
import { type Compression, inspectTextFile } from '../files/inspect-file.js';
import type { SourcePart, SourceWorld } from '../source.js';
import { cellOf, type Field, pinnedFields, positionOf } from './fields.js';
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

/**
 * Decides where the columns of a file stand. DuckDB reads its lines and cuts them, in parallel and without a copy
 * unless it is not UTF-8. Throws `data/fixed-width` when no columns are pinned and none can be seen.
 */
export async function openFixedWidth(
  found: FoundFile,
  pins: FixedWidthPins,
  world: SourceWorld,
): Promise<SourcePart> {
  const head = await inspectTextFile(found, pins.compression);
  const encoding = encodingOf(found, head, pins.encoding);
  const original: LinesInput = { file: found.file, compression: head.compression };
  const { database, scratch, signal } = world;
  const sample = await sampleOf(original, head, { encoding: encoding.name, database });
  const lines = sample.text.split(/\r\n|\r|\n/);
  const layout = layoutOf(found, sample.isWhole ? lines : lines.slice(0, -1), pins);
  const doubts = [...encodingDoubt(encoding), ...nameDoubts(layout)];
  refuse(found, pins, doubts);
  const converts = encoding.name !== 'utf-8' && world.headerOnly !== true;
  const how = { encoding: encoding.name, compression: head.compression, scratch, signal };
  const input: LinesInput = converts
    ? { file: await convertedCopy(found, how), compression: 'none' }
    : original;
  const part = new FixedWidthPart({ found, pins, world, input, layout, doubts });
  const dialect = { encoding: encoding.name, compression: head.compression };
  return part.open(dialect);
}

interface FixedLayout extends NamedColumns {
  readonly fields: readonly Field[];
  readonly header: boolean;
  readonly headerLine: number;
  /** Lines before the first row. */
  readonly skip: number;
  /** True when nobody pinned where the columns stand. */
  readonly isGuess: boolean;
}

function layoutOf(found: FoundFile, all: readonly string[], pins: FixedWidthPins): FixedLayout {
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

function refuse(found: FoundFile, { strict }: FixedWidthPins, [first]: readonly Doubt[]): void {
  if (strict && first !== undefined) throw refused(found.origin, first);
}

interface PartRequest {
  readonly found: FoundFile;
  readonly pins: FixedWidthPins;
  readonly world: SourceWorld;
  readonly input: LinesInput;
  readonly layout: FixedLayout;
  readonly doubts: readonly Doubt[];
}

class FixedWidthPart {
  readonly #request: PartRequest;
  readonly #lines: string;

  constructor(request: PartRequest) {
    this.#request = request;
    this.#lines = lineRelation(request.input, request.layout.skip);
  }

  open(dialect: Readonly<Record<string, string>>): SourcePart {
    const { found, pins, input, layout } = this.#request;
    const positions = layout.fields.map(positionOf);
    const guarded = `WHERE CASE WHEN ${this.#faults().join(' OR ')} THEN error(${literal(irregular)} || left(line, 0)) ELSE true END`;
    const part: SourcePart = {
      origin: found.origin,
      file: input.file,
      bytes: found.bytes,
      relation: this.#cells(guarded),
      columns: layout.names.map((name) => ({
        name,
        storage: 'VARCHAR',
        value: identifier(name),
        sniffed: 'VARCHAR',
      })),
      dialect: { positions, header: layout.header, skip: pins.skip, ...dialect },
      notes: this.#notes(positions),
      warnings: this.#request.doubts.map((doubt) => told(found.origin, doubt)),
      ...(pins.null_values === undefined ? {} : { nullValues: pins.null_values }),
      decimalComma: pins.decimal_separator === ',',
      lineOf: (row) => this.#lineOf(row),
    };
    return { ...part, repaired: () => this.#repaired(part) };
  }

  #cells(condition: string): string {
    const { fields, names } = this.#request.layout;
    const cells = fields.map((field, at) => `${cut(field)} AS ${identifier(names[at] ?? '')}`);
    return `(SELECT ${cells.join(', ')} FROM ${this.#lines} ${condition})`;
  }

  #notes(positions: readonly string[]): readonly string[] {
    const { found, pins, layout } = this.#request;
    const settings = [
      ...(layout.isGuess ? [`positions: ${JSON.stringify(positions)}`] : []),
      ...(pins.header === undefined ? [`header: ${layout.header}`] : []),
    ];
    if (settings.length === 0) return [];
    return [`\`${found.origin}\`: read with \`${settings.join(', ').replaceAll('","', '", "')}\``];
  }

  /** Lines that show that the columns are not where they should be, in SQL. */
  #faults(): readonly string[] {
    const { fields, isGuess } = this.#request.layout;
    return [this.#beyond(), ...(isGuess ? fields.slice(1).map(straddled) : [])];
  }

  #beyond(): string {
    const { fields } = this.#request.layout;
    const end = Math.max(...fields.map(({ start, length }) => start + length));
    return `(length(line) > ${end} AND trim(substring(line, ${end + 1}), ${blanks}) <> '')`;
  }

  /** What lies beyond the last column is left out and told; a text across the seam of guessed columns is refused. */
  async #repaired(part: SourcePart): Promise<SourcePart> {
    const { found, pins, layout } = this.#request;
    const seams = layout.isGuess ? layout.fields.slice(1).map(straddled) : [];
    const across = await this.#firstLine(seams);
    if (across !== undefined) throw straddles(found, across.line);
    const beyond = await this.#firstLine([this.#beyond()]);
    if (beyond === undefined) return { ...part, relation: this.#cells('') };
    const others = beyond.count === 1 ? '' : ` (and ${beyond.count - 1} more lines)`;
    const doubt: Doubt = {
      code: 'data/fixed-width',
      line: beyond.line,
      fault: `the line goes on beyond the last column${others}`,
      remedy: 'what stands there is left out',
      hints: ['Add the column to `widths` or `positions`'],
    };
    refuse(found, pins, [doubt]);
    const warnings = [...(part.warnings ?? []), told(found.origin, doubt)];
    return { ...part, relation: this.#cells(''), warnings };
  }

  async #firstLine(
    faults: readonly string[],
  ): Promise<{ readonly line: number; readonly count: number } | undefined> {
    if (faults.length === 0) return undefined;
    const [found] = await this.#request.world.database.rows<{ line: number | null; count: number }>(
      `SELECT min(number) AS line, count(*) AS count FROM (${this.#numbered()}) WHERE ${faults.join(' OR ')}`,
    );
    return found === undefined || found.line === null
      ? undefined
      : { line: found.line, count: found.count };
  }

  async #lineOf(row: number): Promise<number | undefined> {
    const [found] = await this.#request.world.database.rows<{ number: number }>(
      `SELECT number FROM (${this.#numbered()}) LIMIT 1 OFFSET ${row}`,
    );
    return found?.number;
  }

  #numbered(): string {
    return numberedLines(this.#request.input, this.#request.layout.skip);
  }
}

function cut({ start, length }: Field): string {
  return `substring(${identifier('line')}, ${start + 1}, ${length})`;
}

function straddled({ start }: Field): string {
  return `(length(line) > ${start} AND trim(substring(line, ${start}, 1)) <> '' AND trim(substring(line, ${start + 1}, 1)) <> '')`;
}

function straddles(found: FoundFile, line: number): MlxError {
  return new MlxError(
    'data/fixed-width',
    `\`${found.origin}\`, line ${line}: a cell lies across the columns recognised from the first lines`,
    {
      hints: [
        'Set `widths: [...]` or `positions: [...]` on the source, as the description of the file has them',
      ],
      place: { file: found.origin, line },
    },
  );
}
