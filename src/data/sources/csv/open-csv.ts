import { MlxError } from '../../../errors/index.js';
import { identifier } from '../../tables/sql.js';
import { convertedCopy } from '../files/converted-copy.js';
import type { FoundFile } from '../files/find-files.js';
import { type FileHead, inspectTextFile } from '../files/inspect-file.js';
import type { PartColumn, SourcePart, SourceWorld } from '../source.js';
import {
  type CsvInput,
  type CsvPins,
  type CsvReading,
  csvRelation,
  type Dialect,
} from './csv-input.js';
import {
  type Doubt,
  encodingDoubt,
  layoutDoubts,
  otherTableDoubt,
  refused,
  told,
} from './doubts.js';
import { type Encoding, encodingOf } from './encoding.js';
import { guessedEncoding } from './guessed-encoding.js';
import { type Layout, recogniseLayout } from './layout.js';
import { lineOfRecord } from './line-of-record.js';
import { lineOfRow } from './line-of-row.js';
import { recognised } from './recognised.js';
import { RepairLog } from './repair.js';
import { repairDoubt } from './repair-doubts.js';
import { repairedCopy } from './repaired-copy.js';
import { sampleOf } from './sample.js';

/**
 * Decides how a CSV file is to be read. A regular one DuckDB reads from where it stands, after a conversion when it
 * is not UTF-8. Of an irregular one a mended copy is made, at once when its beginning shows it, otherwise when
 * DuckDB stumbles. Nothing is mended or guessed silently; with `strict` nothing is mended or guessed at all.
 */
export async function openCsv(
  found: FoundFile,
  pins: CsvPins,
  world: SourceWorld,
): Promise<SourcePart> {
  const head = await inspectTextFile(found, pins.compression);
  return new CsvFile(found, { pins, world, head }).open();
}

interface Opening {
  readonly pins: CsvPins;
  readonly world: SourceWorld;
  readonly head: FileHead;
}

class CsvFile {
  readonly #found: FoundFile;
  readonly #pins: CsvPins;
  readonly #world: SourceWorld;
  readonly #head: FileHead;

  constructor(found: FoundFile, { pins, world, head }: Opening) {
    this.#found = found;
    this.#pins = pins;
    this.#world = world;
    this.#head = head;
  }

  async open(): Promise<SourcePart> {
    const encoding = encodingOf(this.#found, this.#head, this.#pins.encoding);
    const original: CsvInput = {
      found: this.#found,
      file: this.#found.file,
      compression: this.#head.compression,
    };
    const { database } = this.#world;
    const sample = await sampleOf(original, this.#head, { encoding: encoding.name, database });
    const layout = recogniseLayout(sample, this.#pins);
    this.#refuseWrongCount(layout);
    const doubts = [...encodingDoubt(encoding), ...layoutDoubts(layout, this.#pins)];
    this.#refuse(doubts);
    if (!layout.isRegular && this.#world.headerOnly !== true) {
      return this.#repaired(layout, encoding, doubts);
    }
    const input = await this.#readable(original, encoding);
    const dialect = regularDialect(layout, sample.text);
    const guards = { hollow: hollowNames(layout), header: headerGuard(layout) };
    const reading = { dialect, names: layout.names, guards };
    return {
      ...this.#part(layout, encoding, doubts),
      file: input.file,
      relation: csvRelation(input, reading),
      relationWithNulls: (missing) => csvRelation(input, reading, missing),
      lineOf: (row) => lineOfRecord(input, dialect, row),
      repaired: () => this.#repaired(layout, encoding, doubts),
    };
  }

  async #readable(original: CsvInput, { name }: Encoding): Promise<CsvInput> {
    if (name === 'utf-8' || this.#world.headerOnly === true) return original;
    const { compression } = this.#head;
    const { scratch, signal } = this.#world;
    const how = { encoding: name, compression, scratch, signal };
    return { ...original, file: await convertedCopy(this.#found, how), compression: 'none' };
  }

  async #repaired(layout: Layout, before: Encoding, doubts: readonly Doubt[]): Promise<SourcePart> {
    const log = new RepairLog();
    const { scratch, signal } = this.#world;
    const { compression } = this.#head;
    const canGuess = this.#pins.encoding === 'auto' && before.name === 'utf-8';
    const encoding = canGuess
      ? await guessedEncoding(this.#found, { compression, signal })
      : before;
    this.#refuse(encodingDoubt(encoding));
    const request = { shape: layout, encoding: encoding.name, compression, scratch, signal };
    const copy = await repairedCopy(this.#found, {
      ...request,
      onRepair: (kind, line) => {
        if (this.#pins.strict)
          this.#refuse([repairDoubt({ kind, count: 1, lines: [line] }, layout.width)]);
        log.add(kind, line);
      },
    });
    if (copy.isHopeless) throw hopeless(this.#found);
    const found = [
      ...(encoding === before ? [] : encodingDoubt(encoding)),
      ...log.all.map((repairs) => repairDoubt(repairs, layout.width)),
      ...(copy.otherTable === undefined ? [] : [otherTableDoubt(copy.otherTable)]),
    ];
    this.#refuse(found);
    const { delimiter } = layout.marks;
    const plain = { header: false, skip: 0, newLine: '\\n' };
    const dialect = { delimiter, quote: copy.quote, escape: copy.quote, ...plain };
    const reading = { dialect, names: layout.names };
    const input: CsvInput = { found: this.#found, file: copy.file, compression: 'none' };
    const kept = new Set(hollowNames(layout));
    return {
      ...this.#part(layout, encoding, [...doubts, ...found]),
      file: copy.file,
      relation: csvRelation(input, reading),
      relationWithNulls: (missing) => csvRelation(input, reading, missing),
      columns: layout.names.map(asColumn),
      lineOf: (row) => lineOfRow(this.#found, request, row),
      ...(kept.size === 0 ? {} : { columns: await this.#filled(layout, input, reading) }),
    };
  }

  /** Columns without a name that turn out to have cells are kept. */
  async #filled(
    layout: Layout,
    input: CsvInput,
    reading: CsvReading,
  ): Promise<readonly PartColumn[]> {
    const hollow = hollowNames(layout);
    const relation = csvRelation(input, reading);
    const counts = hollow.map(
      (name) => `count(nullif(trim(${identifier(name)}), '')) AS ${identifier(name)}`,
    );
    const [row] = await this.#world.database.rows<Record<string, number>>(
      `SELECT ${counts.join(', ')} FROM ${relation}`,
    );
    return layout.names
      .filter((name) => !hollow.includes(name) || (row?.[name] ?? 0) > 0)
      .map(asColumn);
  }

  #part(
    layout: Layout,
    encoding: Encoding,
    doubts: readonly Doubt[],
  ): Pick<SourcePart, 'origin' | 'bytes' | 'columns' | 'dialect' | 'notes' | 'warnings'> {
    const { origin, bytes } = this.#found;
    const { marks, header, skip, comment } = layout;
    const hollow = hollowNames(layout);
    const note = recognised(layout, this.#pins);
    return {
      origin,
      bytes,
      columns: layout.names.filter((name) => !hollow.includes(name)).map(asColumn),
      dialect: {
        delimiter: marks.delimiter,
        quote: marks.quote,
        escape: marks.escape,
        header,
        skip,
        ...(comment === '' ? {} : { comment }),
        encoding: encoding.name,
        compression: this.#head.compression,
      },
      notes: note === undefined ? [] : [`\`${origin}\`: ${note}`],
      warnings: doubts.map((doubt) => told(origin, doubt)),
      ...(this.#pins.null_values === undefined ? {} : { nullValues: this.#pins.null_values }),
      ...{ decimalComma: this.#pins.decimal_separator === ',' },
    };
  }

  #refuse(doubts: readonly Doubt[]): void {
    const [first] = doubts;
    if (this.#pins.strict && first !== undefined) throw refused(this.#found.origin, first);
  }

  #refuseWrongCount({ names, width }: Layout): void {
    if (names.length === width) return;
    const { origin } = this.#found;
    throw new MlxError(
      'data/csv-dialect',
      `\`${origin}\` has ${width} columns, but \`columns\` names ${names.length}`,
      { hints: ['Name every column, in the order of the file'], place: { file: origin } },
    );
  }
}

function hopeless({ origin }: FoundFile): MlxError {
  const message = `\`${origin}\`: most lines have too many cells, or quotes that do not match`;
  return new MlxError('data/csv-dialect', message, {
    hints: ['Set `delimiter` and `quote` on the source', 'Set `skip` if lines precede the header'],
    place: { file: origin },
  });
}

function asColumn(name: string): PartColumn {
  return { name, storage: 'VARCHAR', value: identifier(name), sniffed: 'VARCHAR' };
}

function hollowNames({ hollow, names }: Layout): readonly string[] {
  return hollow.map((at) => names[at] ?? '');
}

/** The first cells of the header tell it from any row; of a single column they would not. */
function headerGuard({ header, headerCells, names }: Layout): ReadonlyMap<string, string> {
  const named = headerCells.flatMap((cell, at) => {
    const name = names[at];
    return cell === '' || name === undefined ? [] : [[name, cell] as const];
  });
  return header && named.length > 1 ? new Map(named.slice(0, 3)) : new Map();
}

function regularDialect({ marks, header, skip }: Layout, text: string): Dialect {
  const { delimiter, quote, escape } = marks;
  return { delimiter, quote, escape, header, skip, newLine: newLineOf(text, marks.anyReturn) };
}

function newLineOf(text: string, anyReturn: boolean): string {
  if (anyReturn) return '\\r';
  const feed = text.indexOf('\n');
  return feed > 0 && text[feed - 1] === '\r' ? '\\r\\n' : '\\n';
}
