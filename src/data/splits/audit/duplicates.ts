import { wholeFigure } from '../../../contracts/figure.js';
import { rowColumn } from '../../../contracts/table.js';
import { identifier, parquetRows } from '../../tables/sql.js';
import { type SplitName, type SplittableTable, splitNames } from '../split-strategy.js';
import type { SplitFiles } from '../write/split-files.js';
import type { Finding } from './finding.js';
import type { SplitsToAudit } from './splits-to-audit.js';
import { rowsOf, shareOf } from './words.js';

/**
 * Rows of one split that stand in an earlier one too, alike in every feature. The engine's own hash, which may change
 * with its version, only says where to look: what it picks is compared value by value, so that it has no part in the
 * result.
 */
export async function findDuplicates(
  table: SplittableTable,
  { files, rows }: Pick<SplitsToAudit, 'files' | 'rows'>,
): Promise<readonly Finding[]> {
  const { database, columns, target } = table;
  const features = columns
    .filter(({ role }) => role === 'feature')
    .map(({ name }) => identifier(name));
  if (features.length === 0) return [];
  const suspects = await suspectsIn(table, files, features);
  if (!suspects) return [];
  const [row, answer] = [identifier(rowColumn), target ? identifier(target.name) : 'NULL'];
  const all = splitNames.map(
    (name, at) =>
      `SELECT ${features.map((feature, index) => `${feature} AS f${index}`).join(', ')}, ${answer} AS y, ${row} AS row, ${at} AS part
       FROM ${parquetRows(files[name])} WHERE hash(${features.join(', ')}) IN (SELECT h FROM suspects)`,
  );
  const own = features.map((_, index) => `f${index}`).join(', ');
  const each = splitNames.map(
    (_, at) => `count_if(part = ${at}) AS n${at}, min(row) FILTER (part = ${at}) AS row${at}`,
  );
  await database.run(
    `CREATE OR REPLACE TEMP TABLE copies AS SELECT ${own}, y, ${each.join(', ')} FROM (${all.join(' UNION ALL ')}) GROUP BY ${own}, y`,
  );
  const findings: Finding[] = [];
  for (const [earlier, later] of pairs) {
    const found = await copiesBetween(table, { earlier, later, own });
    if (found.rows > 0) findings.push(findingOf(found, { earlier, later, of: rows[later] }));
  }
  await database.run('DROP TABLE copies; DROP TABLE suspects');
  return findings;
}

const pairs = [
  ['train', 'test'],
  ['train', 'validation'],
  ['validation', 'test'],
] as const satisfies readonly (readonly [SplitName, SplitName])[];

/** Collects the hashes that more than one split has; false when there are none. */
async function suspectsIn(
  { database }: SplittableTable,
  files: SplitFiles,
  features: readonly string[],
): Promise<boolean> {
  const hashes = (name: SplitName): string =>
    `SELECT hash(${features.join(', ')}) AS h FROM ${parquetRows(files[name])}`;
  await database.run(
    `CREATE OR REPLACE TEMP TABLE held AS
     SELECT h, 1 AS part FROM (${hashes('validation')}) UNION ALL SELECT h, 2 FROM (${hashes('test')});
     CREATE OR REPLACE TEMP TABLE suspects AS
     SELECT DISTINCT h FROM (${hashes('train')}) AS a SEMI JOIN held AS b USING (h)
     UNION SELECT h FROM held GROUP BY h HAVING min(part) < max(part);
     DROP TABLE held`,
  );
  const [row] = await database.rows<{ some: number }>('SELECT count(*) AS some FROM suspects');
  return (row?.some ?? 0) > 0;
}

interface Copies {
  readonly rows: number;
  /** Of these, how many have a target that no copy of them in the earlier split has. */
  readonly otherwise: number;
  readonly examples: readonly (readonly [number, number])[];
}

interface CopyRequest {
  readonly earlier: SplitName;
  readonly later: SplitName;
  /** The feature columns of `copies`. */
  readonly own: string;
}

async function copiesBetween(
  { database }: SplittableTable,
  { earlier, later, own }: CopyRequest,
): Promise<Copies> {
  const [from, to] = [splitNames.indexOf(earlier), splitNames.indexOf(later)];
  const grouped = `SELECT min(row${from}) AS one, min(row${to}) AS other, sum(n${to}) AS rows,
      coalesce(sum(n${to}) FILTER (n${from} = 0), 0) AS otherwise
    FROM copies GROUP BY ${own} HAVING sum(n${from}) > 0 AND sum(n${to}) > 0`;
  const [sums] = await database.rows<{ rows: number | null; otherwise: number | null }>(
    `SELECT CAST(sum(rows) AS BIGINT) AS rows, CAST(sum(otherwise) AS BIGINT) AS otherwise FROM (${grouped})`,
  );
  const examples = await database.rows<{ one: number; other: number }>(
    `SELECT one, other FROM (${grouped}) ORDER BY other LIMIT 5`,
  );
  return {
    rows: sums?.rows ?? 0,
    otherwise: sums?.otherwise ?? 0,
    examples: examples.map(({ one, other }) => [one, other]),
  };
}

function findingOf(
  { rows, otherwise, examples }: Copies,
  {
    earlier,
    later,
    of,
  }: { readonly earlier: SplitName; readonly later: SplitName; readonly of: number },
): Finding {
  const [first] = examples;
  const such =
    first === undefined ? '' : `, such as row ${first[1]} (row ${first[0]} in ${earlier})`;
  const differ = otherwise === 0 ? '' : `; ${wholeFigure(otherwise)} of them with another target`;
  const stand = rows === 1 ? 'stands' : 'stand';
  return {
    kind: 'duplicates',
    level: rows >= of * worthSaying ? 'warning' : 'note',
    text: `${rowsOf(rows, later)} (${shareOf(rows, of)}) ${stand} in ${earlier} too, alike in every feature${such}${differ}`,
    hint: 'Remove copies from the source, or keep them together with `split.group`',
    rows,
    examples,
  };
}

/** Below one row in a hundred, copies hardly move a metric. */
const worthSaying = 0.01;
