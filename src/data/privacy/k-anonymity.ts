import { join } from 'node:path';
import { type ColumnType, rowColumn } from '../../contracts/table.js';
import { MlxError } from '../../errors/index.js';
import type { Draft, Workbench } from '../draft.js';
import { identifier, literal, parquetRows } from '../tables/sql.js';
import type { MovedRows } from './moved-rows.js';
import { requireColumn } from './protect.js';
import { withRows } from './with-rows.js';

/** What is asked of the groups of rows that look alike, as the project says it. */
export interface AnonymityWish {
  readonly k: number;
  /** Columns that together might tell a person: everybody may know them. */
  readonly quasi: readonly string[];
  readonly else: 'fail' | 'suppress' | 'warn';
  /** A column whose value nobody should learn of a person, and how many different ones each group needs. */
  readonly sensitive?: string;
  readonly l?: number;
}

/** How well people hide among each other, as plain data. */
export interface Anonymity {
  readonly k: number;
  readonly quasi: readonly string[];
  readonly groups: number;
  /** Rows of the smallest group. */
  readonly smallest: number;
  /** Groups of fewer than `k` rows, and the rows in them. */
  readonly small: { readonly groups: number; readonly rows: number };
  /** Groups with fewer than `l` values of the sensitive column, and the rows in them. */
  readonly uniform?: { readonly groups: number; readonly rows: number; readonly l: number };
}

/**
 * Measures k-anonymity (Sweeney 2002) and, if asked, distinct l-diversity (Machanavajjhala 2007): exact, out of core; a
 * missing value is a value like any other. With `suppress`, rows of groups that fall short are moved out. Throws
 * `privacy/k-anonymity` for `fail`, and when suppressing would leave nothing.
 */
export async function requireAnonymity(
  draft: Draft,
  wish: AnonymityWish,
  bench: Workbench,
): Promise<{ readonly draft: Draft; readonly anonymity: Anonymity; readonly moved?: MovedRows }> {
  const { quasi, sensitive } = wish;
  for (const name of sensitive === undefined ? quasi : [...quasi, sensitive]) {
    requireColumn(name, draft.columns);
  }
  const anonymity = await measure(draft, wish, bench);
  if (isEnough(anonymity) || wish.else === 'warn') return { draft, anonymity };
  if (wish.else === 'fail') throw tooFew(anonymity, wish, draft);
  return { anonymity, ...(await suppress(draft, wish, bench)) };
}

/** Whether every group is large and diverse enough. */
export function isEnough({ small, uniform }: Anonymity): boolean {
  return small.rows === 0 && (uniform?.rows ?? 0) === 0;
}

/** What is wrong, in one sentence. */
export function anonymityWords({ k, quasi, smallest, small, uniform }: Anonymity): string {
  const by = quasi.map((name) => `\`${name}\``).join(', ');
  const few =
    small.rows === 0
      ? []
      : [
          `${small.rows} rows are in ${small.groups} groups of fewer than ${k} that share ${by}; the smallest group has ${smallest}`,
        ];
  const alike =
    uniform === undefined || uniform.rows === 0
      ? []
      : [
          `${uniform.rows} rows are in ${uniform.groups} groups with fewer than ${uniform.l} values of the sensitive column`,
        ];
  return [...few, ...alike].join('; ');
}

function groupsOf({ relation }: Draft, { quasi, sensitive }: AnonymityWish): string {
  const by = quasi.map(identifier).join(', ');
  const values = sensitive === undefined ? '0' : `count(DISTINCT ${identifier(sensitive)})`;
  return `(SELECT ${by}, count(*) AS n, ${values} AS l FROM ${relation} GROUP BY ${by})`;
}

async function measure(draft: Draft, wish: AnonymityWish, bench: Workbench): Promise<Anonymity> {
  const { k, quasi, sensitive } = wish;
  const l = wish.l ?? 2;
  const [row] = await bench.database.rows<Readonly<Record<string, number>>>(
    `SELECT count(*) AS groups, coalesce(min(n), 0) AS smallest, count_if(n < ${k}) AS small,
       coalesce(sum(n) FILTER (n < ${k}), 0)::BIGINT AS small_rows, count_if(l < ${l}) AS uniform,
       coalesce(sum(n) FILTER (l < ${l}), 0)::BIGINT AS uniform_rows FROM ${groupsOf(draft, wish)}`,
  );
  const figure = (name: string): number => row?.[name] ?? 0;
  return {
    k,
    quasi,
    groups: figure('groups'),
    smallest: figure('smallest'),
    small: { groups: figure('small'), rows: figure('small_rows') },
    ...(sensitive !== undefined && {
      uniform: { groups: figure('uniform'), rows: figure('uniform_rows'), l },
    }),
  };
}

/** Kept rows go to a file of their own, in order: a join does not keep it. */
async function suppress(
  draft: Draft,
  wish: AnonymityWish,
  bench: Workbench,
): Promise<{ readonly draft: Draft; readonly moved: MovedRows }> {
  const { database, scratch } = bench;
  const short = wish.sensitive === undefined ? '' : ` OR l < ${wish.l ?? 2}`;
  const same = wish.quasi.map(
    (name) => `t.${identifier(name)} IS NOT DISTINCT FROM g.${identifier(name)}`,
  );
  const outside = join(scratch, 'suppressed.parquet');
  const inside = join(scratch, 'anonymous.parquet');
  const row = identifier(rowColumn);
  await database.run(
    `COPY (SELECT t.${row} FROM ${draft.relation} AS t SEMI JOIN
       (SELECT * FROM ${groupsOf(draft, wish)} WHERE n < ${wish.k}${short}) AS g ON ${same.join(' AND ')}
     ORDER BY t.${row}) TO ${literal(outside)} (FORMAT parquet)`,
  );
  await database.run(
    `COPY (SELECT t.* FROM ${draft.relation} AS t ANTI JOIN ${parquetRows(outside)} AS s ON s.${row} = t.${row}
     ORDER BY t.${row}) TO ${literal(inside)} (FORMAT parquet)`,
  );
  const [counts] = await database.rows<{ moved: number; left: number }>(
    `SELECT (SELECT count(*) FROM ${parquetRows(outside)}) AS moved, (SELECT count(*) FROM ${parquetRows(inside)}) AS left`,
  );
  if ((counts?.left ?? 0) === 0) throw nothingLeft(wish, draft);
  const reason = `shares its ${wish.quasi.join(', ')} with fewer than ${wish.k} rows`;
  return {
    draft: withRows(draft, parquetRows(inside)),
    moved: { reason, rows: counts?.moved ?? 0, relation: parquetRows(outside) },
  };
}

/** Names one of the columns that are asked about: numbers and times are the easiest to make less exact. */
function lessExact({ quasi }: AnonymityWish, { columns }: Draft): string {
  const typed = quasi.map((name) => ({
    name,
    how: ways[columns.find((column) => column.name === name)?.type ?? 'category'],
  }));
  const { name, how } = typed.find((each) => each.how !== ways.category) ?? typed[0] ?? noColumn;
  const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
  return `Make a quasi identifier less exact: \`ingest: { privacy: { ${key}: { action: generalise, ${how} } } }\``;
}

const ways: Readonly<Record<ColumnType, string>> = {
  ...{ number: 'width: 10', integer: 'width: 10', timestamp: 'to: year' },
  ...{ category: 'prefix: 3', text: 'prefix: 3', image: 'prefix: 3', boolean: 'prefix: 3' },
};

const noColumn = { name: 'column', how: ways.category };

function tooFew(anonymity: Anonymity, wish: AnonymityWish, draft: Draft): MlxError {
  return new MlxError('privacy/k-anonymity', sentence(anonymityWords(anonymity)), {
    hints: [
      lessExact(wish, draft),
      'Set `else: suppress` to leave these rows out',
      `Or ask for less than \`k: ${wish.k}\``,
    ],
  });
}

function nothingLeft(wish: AnonymityWish, draft: Draft): MlxError {
  return new MlxError(
    'privacy/k-anonymity',
    `No group has ${wish.k} rows, so no row would be left`,
    { hints: [lessExact(wish, draft)] },
  );
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
