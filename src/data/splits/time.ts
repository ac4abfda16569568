import { identifier } from '../tables/sql.js';
import { columnNamed } from './assign/column-named.js';
import { gapFor } from './assign/gap.js';
import { allot, sharesOf } from './assign/shares.js';
import {
  clearOf,
  countedBorders,
  firstTime,
  type TimeBorder,
  timeBorders,
} from './assign/time-borders.js';
import { type TimeValue, timeValue } from './assign/time-value.js';
import {
  groupParam,
  type SplitStrategy,
  type SplittableTable,
  shareParams,
} from './split-strategy.js';

const params = {
  time: {
    type: 'string',
    minLength: 1,
    description: 'Column that says when a row was: a timestamp or a number',
  },
  gap: {
    type: ['number', 'string'],
    default: 0,
    description:
      'Time to leave between two splits, such as `7d` (or a number for numeric times); rows within it are in no split',
  },
  group: groupParam,
  steps: {
    type: 'object',
    additionalProperties: { type: 'number', minimum: 1 },
    description:
      'How many different times train, validation and test have, instead of shares: counted from the end, or from the beginning when `train` is there',
  },
  ...shareParams,
} as const;

/**
 * The oldest rows train, the newest test. Equal times stay together, so shares are met as nearly as ties allow. With a
 * gap, rows at the end of a split that are nearer than it to the next split are left out.
 *
 * With a group, a group belongs where its first row is, and its rows at later times than that split are left out: then
 * neither a group nor a time is on both sides of a border, and the test rows are of groups that are new.
 */
export const time: SplitStrategy<typeof params> = {
  name: 'time',
  summary: 'By time: the oldest rows train, the newest test; with a gap between them if wanted',
  params,
  required: ['time'],
  async assign(values, table) {
    const at = timeValue(values.time ?? '', table.columns);
    const gap = gapFor(values.gap, at.column);
    const { steps } = values;
    const [one, two, three] =
      steps === undefined
        ? await bordersByShares(table, at, sharesOf(values))
        : await countedBorders(table, at, steps);
    if (one === undefined || two === undefined) throw new Error('two borders make three parts');
    const ends = { one, two, three, gap, at, ...(await starts(table, at, { one, two })) };
    const own = splitAt(at.value, ends);
    const excluded = {
      'no time': `no value for \`${at.column.name}\``,
      after: `a \`${at.column.name}\` after the test part`,
      gap: `a \`${at.column.name}\` nearer than ${values.gap} to the next split`,
    };
    if (values.group === undefined) return { join: '', split: own, warnings: [], excluded };
    const { group } = values;
    columnNamed(group, table.columns);
    return {
      ...(await firstOfGroup(table, { group, at, own, ends })),
      warnings: [],
      excluded: { ...excluded, 'other side': `a \`${group}\` that begins in an earlier split` },
    };
  },
};

async function bordersByShares(
  table: SplittableTable,
  at: TimeValue,
  shares: ReturnType<typeof sharesOf>,
): Promise<readonly TimeBorder[]> {
  return timeBorders(table, at, (rows) => {
    const { train, validation } = allot(rows, shares);
    return [train, train + validation];
  });
}

interface Ends {
  readonly one: TimeBorder;
  readonly two: TimeBorder;
  /** Rows from here on are in no split. */
  readonly three: TimeBorder | undefined;
  readonly gap: number;
  readonly at: TimeValue;
  /** When validation and test begin. */
  readonly validation: string | undefined;
  readonly test: string | undefined;
}

async function starts(
  table: SplittableTable,
  at: TimeValue,
  { one, two }: Pick<Ends, 'one' | 'two'>,
): Promise<Pick<Ends, 'validation' | 'test'>> {
  const validation = await firstTime(table, at, `NOT (${one.before('moment')})`);
  const test = await firstTime(table, at, `NOT (${two.before('moment')})`);
  return { validation, test };
}

/** The split of a time, `gap` or `no time`. */
function splitAt(value: string, { one, two, three, gap, at, validation, test }: Ends): string {
  const { constant } = at;
  const near = (first: string | undefined): string => clearOf(value, { first, gap, constant });
  return `CASE WHEN ${value} IS NULL THEN 'no time'
    WHEN ${one.before(value)} THEN CASE WHEN ${near(validation)} THEN 'train' ELSE 'gap' END
    WHEN ${two.before(value)} THEN CASE WHEN ${near(test)} THEN 'validation' ELSE 'gap' END
    ${three === undefined ? '' : `WHEN NOT (${three.before(value)}) THEN 'after'`} ELSE 'test' END`;
}

/** The split of a row if it is that of its group's first row; a row without a group stands for itself. */
async function firstOfGroup(
  { database, relation }: SplittableTable,
  {
    group,
    at,
    own,
    ends,
  }: { readonly group: string; readonly at: TimeValue; readonly own: string; readonly ends: Ends },
): Promise<{ readonly join: string; readonly split: string }> {
  const key = `t.${identifier(group)}`;
  await database.run(
    `CREATE OR REPLACE TEMP TABLE first_times AS
     SELECT ${key} AS key, min(${at.value}) AS moment FROM ${relation} AS t WHERE ${key} IS NOT NULL GROUP BY ${key}`,
  );
  const home = splitAt('f.moment', { ...ends, gap: 0 });
  return {
    join: `LEFT JOIN first_times AS f ON f.key = ${key}`,
    split: `CASE WHEN f.moment IS NULL OR ${own} IN ('gap', 'no time', 'after') OR ${own} = ${home} THEN ${own} ELSE 'other side' END`,
  };
}
