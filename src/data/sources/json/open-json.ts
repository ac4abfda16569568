import { MlxError } from '../../../errors/index.js';
import { asPatterns, identifier, literal } from '../../tables/sql.js';
import { atOrigin } from '../files/at-origin.js';
import { convertedCopy } from '../files/converted-copy.js';
import type { FoundFile } from '../files/find-files.js';
import { type Compression, inspectTextFile } from '../files/inspect-file.js';
import type { PartColumn, SourcePart, SourceWorld } from '../source.js';

export interface JsonPins {
  readonly format: 'auto' | 'newline_delimited';
  readonly records?: string | undefined;
  readonly null_values?: readonly string[] | undefined;
}

/**
 * Decides how a JSON file is to be read. The columns are the keys of all its objects, in the order of
 * their first appearance; an object without a key has a missing value there, nested values are JSON text.
 */
export async function openJson(
  found: FoundFile,
  pins: JsonPins,
  world: SourceWorld,
): Promise<SourcePart> {
  const input = await readable(found, world);
  const objects = objectsOf(input, pins, found);
  const names = await keysOf(objects, { found, pins, world }).catch((error: unknown) => {
    throw atOrigin(error, { file: input.file, origin: found.origin });
  });
  const structure = JSON.stringify(Object.fromEntries(names.map((name) => [name, 'VARCHAR'])));
  return {
    origin: found.origin,
    file: input.file,
    bytes: found.bytes,
    relation: `(SELECT json_transform(json, ${literal(structure)}) AS record FROM ${objects})`,
    columns: names.map((name): PartColumn => {
      return { name, storage: 'VARCHAR', value: `record.${identifier(name)}`, sniffed: 'JSON' };
    }),
    dialect: {
      format: pins.format === 'auto' ? 'json' : 'jsonl',
      compression: input.compression,
      ...(pins.records === undefined ? {} : { records: pins.records }),
    },
    ...(pins.null_values === undefined ? {} : { nullValues: pins.null_values }),
    ...(pins.format === 'newline_delimited'
      ? { lineOf: (row: number) => Promise.resolve(row + 1) }
      : {}),
  };
}

interface JsonInput {
  readonly file: string;
  readonly compression: Compression;
}

/** DuckDB reads JSON as UTF-8 without a byte order mark only. */
async function readable(found: FoundFile, { scratch, signal }: SourceWorld): Promise<JsonInput> {
  const { compression, marked } = await inspectTextFile(found);
  if (marked === undefined) return { file: found.file, compression };
  const file = await convertedCopy(found, { encoding: marked, compression, scratch, signal });
  return { file, compression: 'none' };
}

function objectsOf(input: JsonInput, pins: JsonPins, found: FoundFile): string {
  const file = literal(asPatterns(input.file).join(''));
  const packed = input.compression === 'none' ? 'uncompressed' : input.compression;
  const compression = `compression = ${literal(packed)}`;
  if (pins.records === undefined) {
    return `read_json_objects(${file}, format = ${literal(pins.format)}, ${compression})`;
  }
  const way = literal(
    `$.${pins.records
      .split('.')
      .map((key) => JSON.stringify(key))
      .join('.')}`,
  );
  // The whole file is one value here, so DuckDB must be allowed to hold it.
  const size = `maximum_object_size = ${Math.min(Math.max(found.bytes * 12, 1 << 24), 0xffff_ffff)}`;
  return `(SELECT unnest(from_json(json -> ${way}, '["JSON"]')) AS json
    FROM read_json_objects(${file}, format = 'unstructured', ${compression}, ${size}))`;
}

interface KeyRequest {
  readonly found: FoundFile;
  readonly pins: JsonPins;
  readonly world: SourceWorld;
}

async function keysOf(objects: string, request: KeyRequest): Promise<readonly string[]> {
  const { found, world } = request;
  const sample = world.headerOnly === true ? 'LIMIT 1000' : '';
  const shapes = await world.database.rows<{
    type: string;
    keys: readonly string[];
    first: number;
  }>(
    `SELECT json_type(json) AS type, json_keys(json) AS keys, min(row) AS first
     FROM (SELECT json, row_number() OVER () - 1 AS row FROM ${objects} ${sample})
     GROUP BY ALL ORDER BY first`,
  );
  if (shapes.length === 0) throw noRecords(request);
  const odd = shapes.find(({ type }) => type !== 'OBJECT');
  if (odd !== undefined) throw notAnObject(found, odd);
  const names = [...new Set(shapes.flatMap(({ keys }) => keys))];
  if (shapes.length === 1) await refuseWrapper(objects, request);
  return names;
}

/** One object that holds lists is a list's wrapping rather than a row. */
async function refuseWrapper(objects: string, { found, pins, world }: KeyRequest): Promise<void> {
  if (pins.records !== undefined || pins.format !== 'auto') return;
  const [row] = await world.database.rows<{ count: number; lists: readonly string[] | null }>(
    `SELECT count(*) AS count, any_value(list_filter(json_keys(json), key ->
       json_type(json, '/' || replace(replace(key, '~', '~0'), '/', '~1')) = 'ARRAY')) AS lists FROM (FROM ${objects} LIMIT 2)`,
  );
  const [list] = row?.lists ?? [];
  if (row?.count !== 1 || list === undefined) return;
  throw new MlxError('data/json-shape', `\`${found.origin}\` is one object, not a list of them`, {
    hints: [`Set \`records: ${list}\` on the source to read the list inside it`],
    place: { file: found.origin },
  });
}

function noRecords({ found, pins }: KeyRequest): MlxError {
  const inside = pins.records === undefined ? '' : ` under \`${pins.records}\``;
  return new MlxError('data/no-rows', `\`${found.origin}\` holds no objects${inside}`, {
    hints: ['Check that the export which wrote it went through'],
    place: { file: found.origin },
  });
}

function notAnObject(found: FoundFile, odd: { type: string; first: number }): MlxError {
  const kind = odd.type.toLowerCase();
  return new MlxError(
    'data/json-shape',
    `\`${found.origin}\`: record ${odd.first + 1} is not an object but of type ${kind}`,
    {
      hints: ['Write one object a row, such as `{"age": 31, "plan": "basic"}`'],
      place: { file: found.origin },
    },
  );
}
