import type { Draft } from '../draft.js';
import { typedCell } from '../tables/cell-types.js';
import type { Database } from '../tables/database.js';
import { identifier, literal, parquetRows } from '../tables/sql.js';
import { type Blaming, brokenBy, flagTable } from './count-broken.js';

/** The rows to set aside, each once, in order and numbered from 0. */
export const asideTable = 'quality_aside';

/** A check, and its position among all that blame rows. */
export type Positioned = Blaming & { readonly at: number };

/** Collects the rows that break some checks into {@link asideTable}, all reasons of each into {@link flagTable}. */
export async function collectRows(
  database: Database,
  relation: string,
  checks: readonly Positioned[],
): Promise<number> {
  const flags = checks.flatMap(({ at, check, where }) =>
    check.kind === 'row' ? [`CASE WHEN ${brokenBy(check, where)} THEN ${at} END`] : [],
  );
  if (flags.length > 0) {
    const any = checks.flatMap(({ check, where }) =>
      check.kind === 'row' ? [brokenBy(check, where)] : [],
    );
    await database.run(
      `INSERT INTO ${flagTable} SELECT row, flag FROM (
         SELECT __row AS row, unnest([${flags.join(', ')}]) AS flag FROM ${relation} WHERE ${any.join(' OR ')})
       WHERE flag IS NOT NULL`,
    );
  }
  const wanted = checks.map(({ at }) => at).join(', ');
  await database.run(
    `CREATE OR REPLACE TABLE ${asideTable} AS
     SELECT row, row_number() OVER (ORDER BY row) - 1 AS position
     FROM (SELECT DISTINCT row FROM ${flagTable} WHERE flag IN (${wanted}))`,
  );
  const [found] = await database.rows<{ rows: number }>(
    `SELECT count(*) AS rows FROM ${asideTable}`,
  );
  return found?.rows ?? 0;
}

/**
 * The draft without the rows in {@link asideTable}, in their order, written to a file; columns that can now be read as
 * another type are.
 */
export async function withoutAside(
  database: Database,
  draft: Draft,
  {
    file,
    types,
    onProgress,
  }: {
    readonly file: string;
    readonly types: ReadonlyMap<string, Draft['columns'][number]['type']>;
    readonly onProgress: (percent: number) => void;
  },
): Promise<Draft> {
  const columns = draft.columns.map(({ name, type }) => ({ name, type: types.get(name) ?? type }));
  const cells = draft.columns.map(({ name, type }) => {
    const wanted = types.get(name);
    const cell = `d.${identifier(name)}`;
    if (wanted === undefined || wanted === type) return cell;
    return `${typedCell(wanted, `CAST(${cell} AS VARCHAR)`)} AS ${identifier(name)}`;
  });
  // The few rows to leave out are the side that is held in memory, so that the others keep their order.
  await database.run(`SET disabled_optimizers = 'build_side_probe_side,join_order'`);
  try {
    await database.run(
      `COPY (SELECT ${['d.__row', ...cells].join(', ')} FROM ${draft.relation} AS d
       ANTI JOIN ${asideTable} AS a ON d.__row = a.row) TO ${literal(file)} (FORMAT parquet)`,
      onProgress,
    );
  } finally {
    await database.run(`RESET disabled_optimizers`);
  }
  const { file: _whole, misfits: _gone, ...rest } = draft;
  return { ...rest, relation: parquetRows(file), columns, placeOf: (row) => draft.placeOf(row) };
}
