import { MlxError } from '../../../errors/index.js';
import type { Database } from '../../tables/database.js';
import { literal, parquetRows } from '../../tables/sql.js';
import type { PartColumn } from '../source.js';
import type { Incremental } from './increment.js';

/** Rows as they were read before: cells as text, in the columns `c0`, `c1`, …. */
export interface Kept {
  readonly file: string;
  readonly facts: {
    /** The greatest watermark among them, as a cell of a line. */
    readonly mark: string;
    readonly rows: number;
  };
}

/** Which of the columns `c0`, `c1`, … is what. */
export interface Layout {
  /** How many columns there are. */
  readonly cells: number;
  readonly watermark: number;
  readonly key: readonly number[];
}

/** Kept rows with what is new, and how they came about. */
export interface Renewed {
  readonly relation: string;
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  /** How many of the rows that were read have a watermark. */
  readonly dated: number;
}

/**
 * Puts rows that were read from the watermark on in place of those they replace: of the same key, or without keys of
 * the same watermark or none, which all were read again.
 */
export async function addNews(
  { file, facts }: Kept,
  { news, layout }: { readonly news: string; readonly layout: Layout },
  database: Database,
): Promise<Renewed> {
  const kept = parquetRows(file);
  const cells = cellsOf(layout);
  const mark = `c${layout.watermark}`;
  const same = layout.key.map((at) => `k.c${at} = n.c${at}`).join(' AND ');
  const marked = facts.mark.startsWith('"') ? unquoted(facts.mark) : facts.mark;
  const stays =
    layout.key.length > 0
      ? `SELECT ${cells} FROM ${kept} AS k ANTI JOIN ${news} AS n ON ${same}`
      : `SELECT ${cells} FROM ${kept} WHERE ${mark} IS NOT NULL AND ${mark} <> ${literal(marked)}`;
  const alike = cells.split(', ').map((cell) => `k.${cell} IS NOT DISTINCT FROM n.${cell}`);
  const unchanged =
    layout.key.length > 0
      ? `(SELECT count(*) FROM ${kept} AS k JOIN ${news} AS n ON ${same} WHERE ${alike.join(' AND ')})`
      : '0';
  const [found] = await database.rows<Readonly<Record<'stay' | 'read' | 'dated' | 'same', number>>>(
    `SELECT (SELECT count(*) FROM (${stays})) AS stay, (SELECT count(*) FROM ${news}) AS read,
       (SELECT count(${mark}) FROM ${news}) AS dated, ${unchanged} AS same`,
  );
  const { stay = 0, read = 0, dated = 0, same: still = 0 } = found ?? {};
  const replaced = facts.rows - stay;
  return {
    relation: `(${stays} UNION ALL SELECT ${cells} FROM ${news})`,
    rows: stay + read,
    added: read - replaced,
    changed: layout.key.length > 0 ? replaced - still : 0,
    dated,
  };
}

function unquoted(cell: string): string {
  return cell.slice(1, -1).replaceAll('""', '"');
}

/** Writes rows in their one order, with their size as text. */
export async function orderedCopy(
  relation: string,
  target: {
    readonly layout: Layout;
    readonly columns: readonly PartColumn[];
    readonly file: string;
  },
  database: Database,
): Promise<{ readonly relation: string; readonly rows: number; readonly bytes: number }> {
  const { layout, columns, file } = target;
  const { key, watermark, cells } = layout;
  const first = key.length > 0 ? key : [watermark];
  const last = key.length > 0 ? [] : Array.from({ length: cells }, (_, at) => at);
  // What is no finite number has no value, and is told apart by its text.
  const order = [
    ...first.flatMap((at) => [columns[at]?.value ?? `c${at}`, `c${at}`]),
    ...last.map((at) => `c${at}`),
  ];
  const names = cellsOf(layout);
  await database.run(
    `COPY (SELECT ${names} FROM ${relation} ORDER BY ${order.join(', ')}) TO ${literal(file)} (FORMAT parquet)`,
  );
  const sizes = names.split(', ').map((cell) => `coalesce(strlen(${cell}), 2) + 1`);
  const [found] = await database.rows<{ rows: number; bytes: number }>(
    `SELECT count(*) AS rows, CAST(coalesce(sum(${sizes.join(' + ')}), 0) AS BIGINT) AS bytes FROM ${parquetRows(file)}`,
  );
  return { relation: parquetRows(file), rows: found?.rows ?? 0, bytes: found?.bytes ?? 0 };
}

/** Throws `source/key` when a key is missing in a row, or two rows have the same. */
export async function refuseSameKeys(
  relation: string,
  { layout, incremental, origin }: Keyed,
  database: Database,
): Promise<void> {
  if (layout.key.length === 0) return;
  const keys = layout.key.map((at) => `c${at}`);
  const isMissing = keys.map((key) => `${key} IS NULL`).join(' OR ');
  const [found] = await database.rows<{ missing: number; same: number }>(
    `SELECT coalesce(sum(n) FILTER (${isMissing}), 0)::BIGINT AS missing, coalesce(sum(n) FILTER (n > 1), 0)::BIGINT AS same
     FROM (SELECT ${keys.join(', ')}, count(*) AS n FROM ${relation} GROUP BY ALL)`,
  );
  const { missing = 0, same = 0 } = found ?? {};
  if (missing + same === 0) return;
  const named = incremental.key.map((name) => `\`${name}\``).join(', ');
  const why =
    missing > 0 ? `it is missing in ${missing} rows` : `${same} rows share theirs with others`;
  throw new MlxError('source/key', `${origin}: ${named} does not tell rows apart: ${why}`, {
    hints: [
      'Name the primary key under `incremental.key`, or all columns of it',
      'Leave `key` out if rows are only ever added, never changed',
    ],
  });
}

interface Keyed {
  readonly layout: Layout;
  readonly incremental: Incremental;
  readonly origin: string;
}

function cellsOf({ cells }: Layout): string {
  return Array.from({ length: cells }, (_, at) => `c${at}`).join(', ');
}
