import { rowColumn } from '../contracts/table.js';
import { MlxError } from '../errors/index.js';
import { materialise } from './columns/materialise.js';
import type { Draft, Workbench } from './draft.js';
import type { Database } from './tables/database.js';
import { identifier, literal } from './tables/sql.js';

/** How much of the data a quick pass looks at. */
export interface SampleSettings {
  /** Below 1 a share of the rows, met on average; otherwise how many rows, exactly unless there are fewer. */
  readonly size: number;
  readonly seed: number;
}

/** What became of it. */
export interface Sampled {
  readonly rows: number;
  /** Rows there were. */
  readonly of: number;
}

/**
 * Some rows of a draft, spread over all of it and in its order. Which, follows from the number of a row and the seed alone
 * (MD5 of both), so they are the same each time, and those of a smaller sample are in a larger one. Throws
 * `data/no-rows` when none is.
 */
export async function sampleDraft(
  draft: Draft,
  settings: SampleSettings,
  bench: Workbench,
): Promise<{ readonly draft: Draft; readonly sampled: Sampled }> {
  const { database } = bench;
  const below = await boundOf(draft, settings, database);
  const { file: _whole, ...rest } = draft;
  const few = await materialise(
    {
      ...rest,
      relation: `(SELECT * FROM ${draft.relation} WHERE ${hashOf(settings)} <= ${below})`,
    },
    bench,
  );
  const [rows, of] = [await count(few, database), await count(draft, database)];
  if (rows > 0) return { draft: few, sampled: { rows, of } };
  throw new MlxError('data/no-rows', `The sample holds none of the ${of} rows`, {
    hints: ['Take a larger sample'],
  });
}

function hashOf({ seed }: SampleSettings): string {
  return `md5_number_lower(${literal(`${seed}`)} || ' ' || CAST(${identifier(rowColumn)} AS VARCHAR))`;
}

/** The largest hash of a row in the sample. */
async function boundOf(
  { relation }: Draft,
  settings: SampleSettings,
  database: Database,
): Promise<string> {
  const { size } = settings;
  if (size < 1) return `${(BigInt(Math.round(size * 2 ** 53)) << 11n) - 1n}::UBIGINT`;
  const [found] = await database.rows<{ bound: string }>(
    `SELECT CAST(max(hash) AS VARCHAR) AS bound
     FROM (SELECT ${hashOf(settings)} AS hash FROM ${relation} ORDER BY hash LIMIT ${Math.round(size)})`,
  );
  return `${BigInt(found?.bound ?? 0)}::UBIGINT`;
}

async function count({ relation }: Draft, database: Database): Promise<number> {
  const [found] = await database.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${relation}`);
  return found?.rows ?? 0;
}
