import type { JsonObject } from '../../../contracts/json.js';
import { MlxError } from '../../../errors/index.js';
import type { FoundFile } from '../files/find-files.js';
import { inspectTextFile } from '../files/inspect-file.js';
import { XmlSyntaxError } from '../files/parse-xml.js';
import { RowSpool, spooledColumns } from '../rows/row-spool.js';
import type { SourcePart, SourceWorld } from '../source.js';
import { DiscoveredFields } from './discover-fields.js';
import { type FieldPath, parseFieldPath, valuesAt } from './field-path.js';
import { findRecords } from './find-records.js';
import { readRecords, type XmlInput, type XmlRecord } from './read-records.js';
import { parseRecordPath, type RecordPath } from './record-path.js';

/** What a project may say of an XML file. */
export interface XmlPins {
  readonly records?: string | undefined;
  readonly fields?: Readonly<Record<string, string>> | undefined;
  readonly null_values?: readonly string[] | undefined;
}

/** Reads the records of an XML file into scratch, one at a time. */
export async function openXml(
  found: FoundFile,
  pins: XmlPins,
  world: SourceWorld,
): Promise<SourcePart> {
  const input = await inputOf(found);
  try {
    const written = pins.records ?? (await findRecords(input, world.signal));
    const records = parseRecordPath(written) ?? refusePath(found, `records: ${written}`);
    const request = { input, world, records };
    const fields = pins.fields ?? (await discover(request));
    const dialect = { format: 'xml', records: written, fields, encoding: input.encoding };
    const table = await readTable(request, parsedFields(found, fields));
    if (table.rows === 0) throw noRecords(found, written);
    return {
      origin: found.origin,
      file: table.file,
      bytes: found.bytes,
      relation: table.relation(Object.keys(fields).length),
      columns: spooledColumns(Object.keys(fields).map((name) => ({ name, sniffed: 'xml' }))),
      dialect: dialect satisfies JsonObject,
      warnings: table.warnings,
      ...(pins.null_values === undefined ? {} : { nullValues: pins.null_values }),
      lineOf: (row) => table.lineOf(row),
    };
  } catch (error) {
    if (!(error instanceof XmlSyntaxError)) throw error;
    throw malformed(found, error);
  }
}

interface RecordsRequest {
  readonly input: XmlInput;
  readonly world: SourceWorld;
  readonly records: RecordPath;
}

async function discover({
  input,
  world,
  records,
}: RecordsRequest): Promise<Readonly<Record<string, string>>> {
  const discovered = new DiscoveredFields();
  let count = 0;
  await readRecords(input, {
    records,
    signal: world.signal,
    take: ({ element }) => {
      count += 1;
      discovered.add(element);
    },
    pause: () =>
      Promise.resolve(world.headerOnly === true && count >= headerRecords ? 'stop' : undefined),
  });
  return discovered.fields;
}

/** Records that are read when only the header is wanted. */
const headerRecords = 1000;

interface Table extends Pick<RowSpool, 'rows' | 'file'> {
  relation(columns: number): string;
  lineOf(row: number): Promise<number | undefined>;
  readonly warnings: readonly string[];
}

async function readTable(
  { input, world, records }: RecordsRequest,
  fields: readonly NamedPath[],
): Promise<Table> {
  const spool = await RowSpool.in(world);
  const several = new Map<string, number>();
  const cellOf = ({ name, path }: NamedPath, { element, above }: XmlRecord): string | undefined => {
    const values = valuesAt(path, element, above);
    if (path.list)
      return values.length === 0 ? undefined : JSON.stringify(values.map((each) => each.trim()));
    if (values.length > 1) several.set(name, (several.get(name) ?? 0) + 1);
    return values[0];
  };
  let full = false;
  try {
    await readRecords(input, {
      records,
      signal: world.signal,
      take: (record) => {
        full = spool.add(
          fields.map((field) => cellOf(field, record)),
          record.line,
        );
      },
      pause: async () => {
        if (full) await spool.flush();
        return world.headerOnly === true && spool.rows >= headerRecords ? 'stop' : undefined;
      },
    });
  } finally {
    await spool.close();
  }
  return {
    rows: spool.rows,
    file: spool.file,
    relation: (columns) => spool.relation(columns),
    lineOf: (row) => spool.lineOf(world.database, row),
    warnings: [...several].map(
      ([name, count]) =>
        `\`${input.found.origin}\`: ${count} record${count === 1 ? ' has' : 's have'} several values for \`${name}\`; the first is taken. Write \`[]\` behind its path for a list of all`,
    ),
  };
}

interface NamedPath {
  readonly name: string;
  readonly path: FieldPath;
}

function parsedFields(
  found: FoundFile,
  fields: Readonly<Record<string, string>>,
): readonly NamedPath[] {
  return Object.entries(fields).map(([name, written]) => {
    const path = parseFieldPath(written) ?? refusePath(found, `fields.${name}: ${written}`);
    return { name, path };
  });
}

function refusePath({ origin }: FoundFile, setting: string): never {
  throw new MlxError('data/xml-shape', `\`${setting}\` is no path mlx understands`, {
    hints: [
      'Write `records` as `/catalog/book` or `//book`',
      'Write a field as `title`, `author/name`, `@id`, `price/text()`, `tags/tag[]` or `../@year`',
    ],
    place: { file: origin },
  });
}

async function inputOf(found: FoundFile): Promise<XmlInput> {
  const { compression, start, marked } = await inspectTextFile(found);
  if (compression === 'zstd' || start === undefined) {
    throw new MlxError('data/compression', `\`${found.origin}\` must be unpacked first`, {
      hints: ['Unpack it with `unzstd`, or pack it with gzip instead'],
      place: { file: found.origin },
    });
  }
  const declared = /^<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']/.exec(
    start.toString('latin1'),
  )?.[1];
  return { found, compression, encoding: knownEncoding(found, marked ?? declared ?? 'utf-8') };
}

function knownEncoding({ origin }: FoundFile, label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch (cause) {
    throw new MlxError(
      'data/encoding',
      `\`${origin}\` says it is \`${label}\`, which mlx does not know`,
      {
        hints: ['Write the file again as UTF-8'],
        place: { file: origin, line: 1 },
        cause,
      },
    );
  }
}

function noRecords({ origin }: FoundFile, records: string): MlxError {
  return new MlxError('data/no-rows', `\`${origin}\` holds no elements at \`${records}\``, {
    hints: ['Correct `records`; it counts from the root of the file, namespaces left out'],
    place: { file: origin },
  });
}

function malformed({ origin }: FoundFile, cause: XmlSyntaxError): MlxError {
  return new MlxError('data/xml-syntax', `\`${origin}\`, line ${cause.line}: ${cause.message}`, {
    hints: ['Mend the file, or write it again'],
    place: { file: origin, line: cause.line },
    cause,
  });
}
