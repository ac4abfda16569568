import type { Column, ColumnType } from '../../contracts/table.js';
import { rowColumn } from '../../contracts/table.js';
import { MlxError } from '../../errors/index.js';
import { identifier, literal } from '../tables/sql.js';
import type { LagSettings, WindowSettings } from './column-settings.js';
import { missingColumn } from './missing-column.js';

type Typed = Pick<Column, 'name' | 'type'>;

/** A cell that looks at other rows, in SQL over a draft. */
export interface WindowSql {
  readonly sql: string;
  readonly type: ColumnType;
}

/** The value of another column some rows earlier, in the order given (ties: as ingested). Throws for unknown columns. */
export function lagSql(
  { of, by = 1, order, per = [] }: LagSettings,
  columns: readonly Typed[],
): WindowSql {
  const { type } = known(of, columns);
  const over = `${partition(per, columns)} ORDER BY ${orderOf(order, columns)}, ${identifier(rowColumn)}`;
  return { sql: `lag(${identifier(of)}, ${by}) OVER (${over})`, type };
}

/**
 * A figure over the rows up to this one: the last so many, those of a span of time, or all so far. Never looks
 * ahead; rows at the same time as this one count with it. Throws for unknown columns, and for what does not go together.
 */
export function windowSql(settings: WindowSettings, columns: readonly Typed[]): WindowSql {
  const { of, compute, order, per = [] } = settings;
  const column = known(of, columns);
  const numeric = column.type === 'number' || column.type === 'integer';
  if (needsNumbers.has(compute) && !numeric) {
    throw new MlxError(
      'data/window',
      `A window cannot take the ${compute} of \`${of}\`: it is of type ${column.type}`,
      {
        hints: [
          `Declare \`type: number\` for \`${of}\`, or compute min, max, count, first or last`,
        ],
      },
    );
  }
  const over = `${partition(per, columns)} ORDER BY ${orderOf(order, columns)} ${frame(settings, columns)}`;
  return { sql: figures[compute](identifier(of), over), type: types[compute] ?? column.type };
}

const needsNumbers = new Set<WindowSettings['compute']>(['mean', 'sum', 'sd']);

const types: Partial<Record<WindowSettings['compute'], ColumnType>> = {
  mean: 'number',
  sd: 'number',
  sum: 'number',
  count: 'integer',
};

type Figure = (value: string, over: string) => string;

const figures: Readonly<Record<WindowSettings['compute'], Figure>> = {
  mean: (value, over) => `avg(${value}) OVER (${over})`,
  sum: (value, over) => `CAST(sum(${value}) OVER (${over}) AS DOUBLE)`,
  min: (value, over) => `min(${value}) OVER (${over})`,
  max: (value, over) => `max(${value}) OVER (${over})`,
  sd: (value, over) => `stddev_samp(${value}) OVER (${over})`,
  count: (value, over) => `count(${value}) OVER (${over})`,
  first: (value, over) => `first_value(${value} IGNORE NULLS) OVER (${over})`,
  last: (value, over) => `last_value(${value} IGNORE NULLS) OVER (${over})`,
};

function frame(
  { rows, span, current = true, order }: WindowSettings,
  columns: readonly Typed[],
): string {
  if (rows !== undefined && span !== undefined) {
    throw new MlxError('data/window', 'A window is so many rows or so much time, not both', {
      hints: ['Leave out `rows` or `span`'],
    });
  }
  if (span === undefined) {
    const from = rows === undefined ? 'UNBOUNDED' : `${current ? rows - 1 : rows}`;
    return `, ${identifier(rowColumn)} ROWS BETWEEN ${from} PRECEDING AND ${current ? 'CURRENT ROW' : '1 PRECEDING'}`;
  }
  if (known(order, columns).type !== 'timestamp') {
    throw new MlxError('data/window', `\`span\` needs times, but \`${order}\` is none`, {
      hints: [`Declare \`type: timestamp\` for \`${order}\`, or use \`rows\``],
    });
  }
  const end = current ? 'CURRENT ROW' : `INTERVAL 1 MICROSECOND PRECEDING`;
  return `RANGE BETWEEN CAST(${literal(intervalOf(span))} AS INTERVAL) PRECEDING AND ${end}`;
}

/** `7d` as DuckDB reads it. */
function intervalOf(span: string): string {
  const [, count = '', unit = ''] = /^(\d+)([a-z]+)$/.exec(span) ?? [];
  return `${count} ${intervals[unit] ?? ''}`;
}

const intervals: Readonly<Record<string, string>> = {
  s: 'SECONDS',
  min: 'MINUTES',
  h: 'HOURS',
  d: 'DAYS',
  w: 'WEEKS',
};

function partition(per: readonly string[], columns: readonly Typed[]): string {
  if (per.length === 0) return '';
  return `PARTITION BY ${per.map((name) => identifier(known(name, columns).name)).join(', ')}`;
}

function orderOf(order: string, columns: readonly Typed[]): string {
  return identifier(known(order, columns).name);
}

function known(name: string, columns: readonly Typed[]): Typed {
  const column = columns.find((other) => other.name === name);
  if (column !== undefined) return column;
  throw missingColumn(
    name,
    columns.map((other) => other.name),
  );
}
