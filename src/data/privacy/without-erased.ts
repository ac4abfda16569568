import { join } from 'node:path';
import type { Column } from '../../contracts/table.js';
import { MlxError } from '../../errors/index.js';
import type { Draft, Workbench } from '../draft.js';
import { rowProgress } from '../tables/row-progress.js';
import { identifier, literal, literals, parquetRows } from '../tables/sql.js';
import { type Erasures, erasuresFile, hashKey, readErasures } from './erasures.js';
import { KeyedHashes } from './hmac-sql.js';
import { withRows } from './with-rows.js';

/**
 * The draft without people who were erased, whatever the source still says. Throws `privacy/erased-unknown` when a record
 * needs a key that is not there.
 */
export async function withoutErased(
  draft: Draft,
  erasureKey: string | undefined,
  bench: Workbench,
): Promise<{ readonly draft: Draft; readonly rows: number }> {
  const erasures = await readErasures(bench.projectDir);
  if (erasures === undefined) return { draft, rows: 0 };
  const hashes = new KeyedHashes(bench.database);
  try {
    const conditions: string[] = [];
    for (const column of draft.columns) {
      conditions.push(...(await erasedIn(column, erasures, { erasureKey, hashes })));
    }
    return conditions.length === 0
      ? { draft, rows: 0 }
      : await keep(draft, conditions.join(' OR '), bench);
  } finally {
    if (!bench.signal.aborted) await hashes.forget();
  }
}

/** An id column's cell as `subjectForms` writes an id, in SQL. */
export function idCell({ name, type }: Pick<Column, 'name' | 'type'>): string {
  const cell = identifier(name);
  if (type !== 'number') return `CAST(${cell} AS VARCHAR)`;
  return `CASE WHEN ${cell} = trunc(${cell}) AND abs(${cell}) < 9e15 THEN CAST(CAST(${cell} AS BIGINT) AS VARCHAR)
    ELSE CAST(${cell} AS VARCHAR) END`;
}

interface Keys {
  readonly erasureKey: string | undefined;
  readonly hashes: KeyedHashes;
}

/** Conditions that hold for rows of erased people, by what was recorded of one column. */
async function erasedIn(
  column: Pick<Column, 'name' | 'type'>,
  { salt, records }: Erasures,
  { erasureKey, hashes }: Keys,
): Promise<readonly string[]> {
  const conditions: string[] = [];
  for (const keyed of [true, false]) {
    const own = records.filter((each) => each.column === column.name && each.keyed === keyed);
    if (own.length === 0) continue;
    if (keyed && erasureKey === undefined) throw keyMissing();
    const hmac = await hashes.withKey(hashKey(salt, keyed ? erasureKey : undefined));
    const list = literals([...new Set(own.flatMap(({ subject }) => subject))]);
    conditions.push(`coalesce(list_contains(${list}, ${hmac(idCell(column))}), false)`);
  }
  return conditions;
}

async function keep(
  draft: Draft,
  erased: string,
  { database, scratch, emit }: Workbench,
): Promise<{ readonly draft: Draft; readonly rows: number }> {
  const file = join(scratch, 'remaining.parquet');
  await database.run(
    `COPY (SELECT * FROM ${draft.relation} WHERE NOT (${erased})) TO ${literal(file)} (FORMAT parquet)`,
    rowProgress(emit, 'leaving out erased people'),
  );
  const [row] = await database.rows<{ rows: number }>(
    `SELECT (SELECT count(*) FROM ${draft.relation}) - (SELECT count(*) FROM ${parquetRows(file)}) AS rows`,
  );
  const rows = row?.rows ?? 0;
  return { draft: rows === 0 ? draft : withRows(draft, parquetRows(file)), rows };
}

function keyMissing(): MlxError {
  return new MlxError(
    'privacy/erased-unknown',
    `\`${erasuresFile}\` was written with an erasure key, and none is given`,
    { hints: ['Set `ingest: { privacy: { erasure_key: ${env:ERASURE_KEY} } }`'] },
  );
}
