import type { Cell, Database } from '../tables/database.js';
import { expressionFailure } from '../tables/user-expression.js';
import type { PreparedCheck } from './prepare-checks.js';
import type { RowCheck, SetCheck } from './rules/rule.js';

/** How many rows a check looked at, how many broke it, and the first of those. */
export interface Count {
  readonly considered: number;
  readonly broken: number;
  /** Their `__row`, rising; a few at most. */
  readonly first: readonly number[];
}

/** Rows that break set checks, or are to be set aside: the `__row` and the position of the check. */
export const flagTable = 'quality_flags';

/** A check that blames rows. */
export type Blaming = PreparedCheck & { readonly check: RowCheck | SetCheck };

/**
 * Counts the rows that break each check. All checks of single rows share one pass over the table; each check of a set
 * makes its own, and leaves the rows it found in {@link flagTable}.
 */
export async function countBroken(
  database: Database,
  relation: string,
  {
    checks,
    onProgress,
  }: { readonly checks: readonly Blaming[]; readonly onProgress: (percent: number) => void },
): Promise<readonly Count[]> {
  const columns = checks.flatMap((prepared, at) => countColumns(prepared, at));
  await guarded(() =>
    database.run(
      `CREATE OR REPLACE TABLE quality_counts AS SELECT ${['count(*) AS total', ...columns].join(', ')} FROM ${relation}`,
      onProgress,
    ),
  );
  const [row = {}] = await database.rows<Record<string, Cell>>('SELECT * FROM quality_counts');
  await database.run(`CREATE OR REPLACE TABLE ${flagTable} (row BIGINT, flag INTEGER)`);
  const counts: Count[] = [];
  for (const [at, { check }] of checks.entries()) {
    const considered = numberIn(row, `considered${at}`);
    if (check.kind === 'row') {
      const first = (row[`first${at}`] ?? []) as readonly number[];
      counts.push({ considered, broken: numberIn(row, `broken${at}`), first });
    } else {
      counts.push({ considered, ...(await flagSet(database, check, at)) });
    }
  }
  return counts;
}

function countColumns({ check, where }: Blaming, at: number): readonly string[] {
  const considered = `${where === undefined ? 'count(*)' : `count(*) FILTER (WHERE ${where})`} AS considered${at}`;
  if (check.kind === 'set') return [considered];
  const broken = brokenBy(check, where);
  return [
    considered,
    `count(*) FILTER (WHERE ${broken}) AS broken${at}`,
    `min(__row, ${examples}) FILTER (WHERE ${broken}) AS first${at}`,
  ];
}

/** Whether a row breaks a check and the check is about it, in SQL. */
export function brokenBy({ breaks }: RowCheck, where: string | undefined): string {
  return where === undefined ? `(${breaks})` : `((${where}) AND (${breaks}))`;
}

async function flagSet(
  database: Database,
  { breaking }: SetCheck,
  at: number,
): Promise<Omit<Count, 'considered'>> {
  await guarded(() =>
    database.run(`INSERT INTO ${flagTable} SELECT DISTINCT __row, ${at} FROM (${breaking})`),
  );
  const [row] = await database.rows<{ broken: number; first: readonly number[] | null }>(
    `SELECT count(*) AS broken, min(row, ${examples}) AS first FROM ${flagTable} WHERE flag = ${at}`,
  );
  return { broken: row?.broken ?? 0, first: row?.first ?? [] };
}

/** A user's expression may fail on a row, which is a fault of the expression. The cell may be a protected one. */
async function guarded(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw expressionFailure(error, 'of a quality rule', true);
  }
}

function numberIn(row: Readonly<Record<string, Cell>>, name: string): number {
  return Number(row[name] ?? 0);
}

const examples = 3;
