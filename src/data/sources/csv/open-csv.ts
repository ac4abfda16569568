import { MlxError } from '../../../errors/index.js';
import { identifier } from '../../tables/sql.js';
import { atOrigin } from '../files/at-origin.js';
import { convertedCopy } from '../files/converted-copy.js';
import type { FoundFile } from '../files/find-files.js';
import { inspectTextFile } from '../files/inspect-file.js';
import type { PartColumn, SourcePart, SourceWorld } from '../source.js';
import { columnNames } from './column-names.js';
import { type CsvInput, type CsvPins, csvRelation, type Dialect } from './csv-input.js';
import { recogniseDialect } from './dialect.js';
import { encodingOf } from './encoding.js';
import { lineOfRecord } from './line-of-record.js';

/**
 * Decides how a CSV file is to be read. Anything other than UTF-8 is converted into scratch first,
 * because DuckDB itself knows few encodings.
 */
export async function openCsv(
  found: FoundFile,
  pins: CsvPins,
  world: SourceWorld,
): Promise<SourcePart> {
  const head = await inspectTextFile(found, pins.compression);
  const encoding = encodingOf(found, head, pins.encoding);
  const original: CsvInput = { found, file: found.file, compression: head.compression };
  const converted = async (newlines: boolean): Promise<CsvInput> => {
    const { compression } = head;
    const { scratch, signal } = world;
    const how = { encoding, newlines, compression, scratch, signal };
    return { found, file: await convertedCopy(found, how), compression: 'none' };
  };
  const open = (input: CsvInput): Promise<SourcePart> =>
    openPlain(input, { pins, encoding, world });
  const repaired = async (): Promise<SourcePart> => open(await converted(true));
  const input = encoding === 'utf-8' ? original : await converted(false);
  try {
    return { ...(await open(input)), repaired };
  } catch (error) {
    if (!(error instanceof MlxError) || error.code !== 'data/csv-dialect') throw error;
    return repaired();
  }
}

interface OpenRequest {
  readonly pins: CsvPins;
  readonly encoding: string;
  readonly world: SourceWorld;
}

async function openPlain(input: CsvInput, request: OpenRequest): Promise<SourcePart> {
  const { pins, encoding, world } = request;
  const { found, file, compression } = input;
  const layout = await layoutOf(input, pins, world).catch((error: unknown) => {
    throw atOrigin(error, { file, origin: found.origin });
  });
  const { dialect, names } = layout;
  return {
    origin: found.origin,
    file,
    bytes: found.bytes,
    relation: csvRelation(input, layout),
    relationWithNulls: (missing) => csvRelation(input, layout, missing),
    columns: names.map((name, index): PartColumn => {
      const sniffed = dialect.types[index] ?? 'VARCHAR';
      return { name, storage: 'VARCHAR', value: identifier(name), sniffed };
    }),
    dialect: {
      delimiter: dialect.delimiter,
      quote: dialect.quote,
      escape: dialect.escape,
      header: dialect.header,
      skip: dialect.skip,
      encoding,
      compression: file === found.file ? compression : 'none',
    },
    ...(pins.null_values === undefined ? {} : { nullValues: pins.null_values }),
    decimalComma: pins.decimal_separator === ',',
    lineOf: (row) => lineOfRecord(input, dialect, row),
  };
}

async function layoutOf(
  input: CsvInput,
  pins: CsvPins,
  { database }: SourceWorld,
): Promise<{ readonly dialect: Dialect; readonly names: readonly string[] }> {
  const dialect = await recogniseDialect(input, pins, database);
  return { dialect, names: await columnNames(input, dialect, { pins, database }) };
}
