import type { Database } from './database.js';
import type { ParquetFacts } from './parquet-facts.js';
import { literal } from './sql.js';

/** Where and how a query's rows are written. */
export interface ParquetTarget {
  readonly file: string;
  /**
   * True for rows that are worth the work of all processors. Their order and values never vary, but the bytes of the
   * file may; those of a file that is not large depend on nothing but its rows.
   */
  readonly large?: boolean;
  readonly onProgress?: (percent: number) => void;
}

/** Writes the rows of a query, in their order, to a Parquet file, and gives what {@link parquetFacts} would say of it. */
export function writeParquet(
  database: Database,
  query: string,
  { file, large = false, onProgress }: ParquetTarget,
): Promise<ParquetFacts> {
  const copy = async (): Promise<ParquetFacts> => {
    const [written] = await database.rows<Written>(
      `COPY (${query}) TO ${literal(file)} (FORMAT parquet, ${large ? quick : small}, RETURN_STATS)`,
      onProgress,
    );
    return {
      rows: written?.count ?? 0,
      missing: new Map(written?.column_statistics.map(asMissing)),
    };
  };
  return large ? copy() : database.singleThreaded(copy);
}

/**
 * A large file is read several times soon after: LZ4 takes a quarter more room, and about half the time both ways. The
 * newer encodings, and no dictionary of more than a few thousand values, save a fifth of the writing.
 */
const quick =
  'COMPRESSION lz4_raw, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 4096, WRITE_BLOOM_FILTER false';
const small = 'COMPRESSION zstd';

type Statistics = readonly [column: string, facts: readonly (readonly [string, string])[]];

type Written = { readonly count: number; readonly column_statistics: readonly Statistics[] };

function asMissing([column, facts]: Statistics): [string, number] {
  const [, count] = facts.find(([fact]) => fact === 'null_count') ?? [];
  return [nameOf(column), Number(count)];
}

/** The name that DuckDB quoted. */
function nameOf(quoted: string): string {
  return quoted.slice(1, -1).replaceAll('""', '"');
}
