import type { Database } from './database.js';
import { asPatterns, literal } from './sql.js';

/** What the footer of a Parquet file says, read without reading any row. */
export interface ParquetFacts {
  readonly rows: number;
  /** Missing values by column. */
  readonly missing: ReadonlyMap<string, number>;
}

/** Rows and missing values of a flat Parquet file that DuckDB wrote. */
export async function parquetFacts(database: Database, file: string): Promise<ParquetFacts> {
  const path = literal(asPatterns(file).join(''));
  const [counted] = await database.rows<{ rows: number }>(
    `SELECT CAST(num_rows AS BIGINT) AS rows FROM parquet_file_metadata(${path})`,
  );
  const columns = await database.rows<{ name: string; missing: number }>(
    `SELECT path_in_schema AS name, CAST(sum(stats_null_count) AS BIGINT) AS missing
     FROM parquet_metadata(${path}) GROUP BY ALL`,
  );
  return {
    rows: counted?.rows ?? 0,
    missing: new Map(columns.map(({ name, missing }) => [name, missing])),
  };
}

/**
 * How many different values columns have at most, by name, as far as the footer of a flat Parquet file tells: where each
 * group of rows has a dictionary, its sizes added up.
 */
export async function mostDistinct(
  database: Database,
  file: string,
): Promise<ReadonlyMap<string, number>> {
  const path = literal(asPatterns(file).join(''));
  const columns = await database.rows<{ name: string; most: number }>(
    `SELECT path_in_schema AS name, CAST(sum(stats_distinct_count) AS BIGINT) AS most
     FROM parquet_metadata(${path}) GROUP BY ALL HAVING count(*) = count(stats_distinct_count)`,
  );
  return new Map(columns.map(({ name, most }) => [name, most]));
}
