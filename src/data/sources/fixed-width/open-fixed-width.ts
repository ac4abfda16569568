import { MlxError } from '../../../errors/index.js';
import { identifier, literal } from '../../tables/sql.js';
import { irregular } from '../csv/csv-input.js';
import { type Doubt, encodingDoubt, nameDoubts, refused, told } from '../csv/doubts.js';
import { encodingOf } from '../csv/encoding.js';
import { blanks, type LinesInput, lineRelation, numberedLines } from '../csv/lines.js';
import { sampleOf } from '../csv/sample.js';
import { convertedCopy } from '../files/converted-copy.js';
import type { FoundFile } from '../files/find-files.js';
import { inspectTextFile } from '../files/inspect-file.js';
import type { SourcePart, SourceWorld } from '../source.js';
import { type Field, positionOf } from './fields.js';
import { type FixedLayout, type FixedWidthPins, layoutOf } from './layout.js';

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
