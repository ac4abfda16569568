import type { Params } from '../../contracts/params.js';
import type { Database } from '../tables/database.js';
import { identifier, parquetRows } from '../tables/sql.js';
import { atOrigin } from './files/at-origin.js';
import { findFiles } from './files/find-files.js';
import {
  fileParams,
  type PartColumn,
  type Source,
  type StorageType,
  textParams,
} from './source.js';

const params = { ...fileParams, ...textParams } as const satisfies Params;

/** Parquet files. Their own types hold; texts in them are looked at as if they stood in a CSV file. */
export const parquet: Source<typeof params> = {
  name: 'parquet',
  summary: 'Parquet files',
  extensions: ['.parquet'],
  params,
  required: ['path'],
  paths: ({ path }) => (path === undefined ? [] : [path]),
  async *open(values, { database, projectDir, headerOnly }) {
    for (const found of await findFiles(values.path ?? '', projectDir)) {
      const relation = parquetRows(found.file);
      const described = await database
        .rows<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${relation}`)
        .catch((error: unknown) => {
          throw atOrigin(error, found);
        });
      yield {
        origin: found.origin,
        file: found.file,
        bytes: found.bytes,
        ...(headerOnly !== true && { rows: await countOf(database, relation) }),
        relation,
        columns: described.map((column) => stored(column.column_name, column.column_type)),
        dialect: { format: 'parquet' },
        ...(values.null_values === undefined ? {} : { nullValues: values.null_values }),
      };
    }
  },
};

/** From the footer of the file. */
async function countOf(database: Database, relation: string): Promise<number> {
  const [found] = await database.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${relation}`);
  return found?.rows ?? 0;
}

function stored(name: string, type: string): PartColumn {
  const column = identifier(name);
  const kind = kinds.find(({ pattern }) => pattern.test(type));
  const { storage, value } = kind ?? { storage: 'VARCHAR' as const, value: asText };
  return { name, storage, value: value(column), sniffed: type };
}

interface Kind {
  readonly pattern: RegExp;
  readonly storage: StorageType;
  readonly value: (column: string) => string;
}

const cast = (type: string) => (column: string) => `CAST(${column} AS ${type})`;
const asText = cast('VARCHAR');

const kinds: readonly Kind[] = [
  { pattern: /^BOOLEAN$/, storage: 'BOOLEAN', value: (column) => column },
  {
    pattern: /^(TINY|SMALL|BIG|UTINY|USMALL|U)?INT(EGER)?$/,
    storage: 'BIGINT',
    value: cast('BIGINT'),
  },
  {
    pattern: /^(FLOAT|DOUBLE|DECIMAL.*|U?HUGEINT|UBIGINT)$/,
    storage: 'DOUBLE',
    value: (column) =>
      `CASE WHEN isfinite(CAST(${column} AS DOUBLE)) THEN CAST(${column} AS DOUBLE) END`,
  },
  { pattern: /^(DATE|TIMESTAMP.*)$/, storage: 'TIMESTAMP', value: cast('TIMESTAMP') },
  // An image, most likely: as text that can be written anywhere.
  { pattern: /^BLOB$/, storage: 'VARCHAR', value: (column) => `base64(${column})` },
  {
    pattern: /^STRUCT\(bytes BLOB, path VARCHAR\)$/,
    storage: 'VARCHAR',
    value: (column) => `base64(${column}.bytes)`,
  },
  {
    pattern: /(\[\]|^STRUCT.*|^MAP.*)$/,
    storage: 'VARCHAR',
    value: (column) => `CAST(to_json(${column}) AS VARCHAR)`,
  },
];
