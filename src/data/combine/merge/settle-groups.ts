import { numberedParquetRows } from '../../tables/sql.js';
import { type KeptRows, keepRows } from '../rows/workshop.js';
import type { GroupedRows, Merging } from './group-rows.js';
import { ruleOf } from './merge-settings.js';

/**
 * One row for each key, every field settled by its rule. Besides the columns the files hold `gid`, and as `x0`, `x1`, …
 * whether the rows of the key disagree on the column.
 */
export async function settleGroups(grouped: GroupedRows, merging: Merging): Promise<KeptRows> {
  const query = (await chunksOf(grouped, merging)).map((chunk) => settled(chunk, grouped, merging));
  return keepRows(merging.shop, { columns: grouped.columns, query });
}

/** Rows in a chunk: texts that wait to be chosen between stay in memory. */
const chunkRows = 1_000_000;

/** Conditions that cut the rows into pieces with whole keys, in order. */
async function chunksOf(
  { file }: GroupedRows,
  { shop: { bench } }: Merging,
): Promise<readonly string[]> {
  const starts = await bench.database.rows<{ gid: number }>(
    `SELECT DISTINCT gid FROM ${numberedParquetRows(file)}
     WHERE file_row_number % ${chunkRows} = 0 AND file_row_number > 0 ORDER BY gid`,
  );
  const edges = starts.map(({ gid }) => gid);
  return [undefined, ...edges].map((from, index) => {
    const to = edges[index];
    const bounds = [
      ...(from === undefined ? [] : [`gid >= ${from}`]),
      ...(to === undefined ? [] : [`gid < ${to}`]),
    ];
    return bounds.length === 0 ? 'true' : bounds.join(' AND ');
  });
}

function settled(chunk: string, grouped: GroupedRows, merging: Merging): string {
  const { columns, relation, keys } = grouped;
  const { settings } = merging;
  const time = columns.findIndex(({ name }) => name === settings.time);
  const fields = columns.map(({ name }, index) =>
    fieldOf(index, {
      rule: ruleOf(name, settings),
      filter: tellers(name, merging),
      nulls: settings.nulls,
    }),
  );
  const flags = columns.map(({ name }, index) =>
    keys.includes(index) || (index === time && settings.rules?.[name] === undefined)
      ? `false AS x${index}`
      : `${fields[index]?.differs ?? 'false'} AS x${index}`,
  );
  const ranks = [
    'row_number() OVER (PARTITION BY gid ORDER BY pos) AS p',
    ...(time < 0
      ? []
      : [`row_number() OVER (PARTITION BY gid ORDER BY c${time} DESC NULLS LAST, pos) AS t`]),
    ...fields.flatMap(({ votes }) => (votes === undefined ? [] : [votes])),
  ];
  const values = fields.map(({ value }, index) => `${value} AS c${index}`);
  return `SELECT ${['gid', 'arg_min(origin, p) AS origin', ...values, ...flags].join(', ')}
    FROM (SELECT *, ${ranks.join(', ')} FROM ${relation} WHERE ${chunk}) GROUP BY gid ORDER BY gid`;
}

/** Which rows have a say on a column: those whose source has it; a condition in SQL. */
function tellers(name: string, { all, settings }: Merging): string {
  if (settings.nulls !== 'win') return 'true';
  const with_ = [...all.entries()].filter(([, rows]) =>
    rows.columns.some((own) => own.name === name),
  );
  return with_.length === all.length ? 'true' : `src IN (${with_.map(([at]) => at).join(', ')})`;
}

interface FieldRequest {
  readonly rule: string;
  readonly filter: string;
  readonly nulls: 'lose' | 'win' | undefined;
}

interface FieldSql {
  readonly value: string;
  readonly differs: string;
  /** For a majority: how many rows of the key say the same. */
  readonly votes?: string;
}

function fieldOf(index: number, { rule, filter, nulls }: FieldRequest): FieldSql {
  const cell = `c${index}`;
  const wins = nulls === 'win';
  const best = (rank: string): string =>
    `${wins ? 'arg_min_null' : 'arg_min'}(${cell}, ${rank}) FILTER (${filter})`;
  const several = `coalesce(min(${cell}) <> max(${cell}), false)`;
  const differs = wins
    ? `(${several} OR (count(${cell}) > 0 AND count(${cell}) < count(*) FILTER (${filter})))`
    : several;
  if (rule === 'latest') return { value: best('t'), differs };
  if (rule !== 'majority') return { value: best('p'), differs };
  // Most votes first, and of as many the value that comes first.
  return {
    value: best(`p - (v${index} << 32)`),
    differs,
    votes: `count(*) FILTER (${filter}) OVER (PARTITION BY gid, ${cell}) AS v${index}`,
  };
}
