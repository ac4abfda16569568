import { MlxError } from '../../errors/index.js';
import { metrics } from '../../learning/metrics/index.js';
import type { Metric } from '../../learning/metrics/metric.js';
import type { RunLabel } from '../../pipeline/run-labels.js';
import type { RunRecord } from '../../pipeline/run-record.js';
import { isModule } from '../../project/json-mapping.js';
import type { MeasuredMetric } from './measured-run.js';
import { metricNamed } from './metric-named.js';

/** A run with what is known of it beside its record. */
export interface KnownRun {
  readonly record: RunRecord;
  readonly label: RunLabel;
  readonly metrics: Readonly<Record<string, MeasuredMetric>>;
}

/** `roc_auc>0.9`, `./profit.ts>3` */
export interface MetricCondition {
  readonly metric: string;
  readonly sign: '>' | '>=' | '<' | '<=' | '=';
  readonly value: number;
}

/** Reads a condition on a metric. */
export function metricCondition(text: string): MetricCondition {
  const found = /^\s*([^\s<>=].*?)\s*(>=|<=|>|<|==?)\s*(-?[\d.]+(?:e-?\d+)?)\s*$/i.exec(text);
  const [, name = '', sign = '', number = ''] = found ?? [];
  const value = Number(number);
  if (found === null || !Number.isFinite(value)) {
    throw new MlxError('usage/bad-option', `\`--metric ${text}\` is no condition on a metric`, {
      hints: ["Write it in quotes, such as `--metric 'roc_auc>0.9'`"],
    });
  }
  return { metric: name, sign: (sign === '==' ? '=' : sign) as MetricCondition['sign'], value };
}

const units = { m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** Reads `7d`, `12h`, `30m`, `2w` or a day, as the moment from which runs are shown. */
export function sinceMoment(text: string, now = Date.now()): Date {
  const span = /^(\d+)\s*([mhdw])$/.exec(text.trim());
  if (span !== null) {
    return new Date(now - Number(span[1]) * units[span[2] as keyof typeof units] * 1000);
  }
  const moment = /^\d{4}-\d{2}-\d{2}/.test(text) ? new Date(text) : new Date(Number.NaN);
  if (Number.isNaN(moment.getTime())) {
    throw new MlxError('usage/bad-option', `\`--since ${text}\` is no moment`, {
      hints: ['Give a span such as 7d, 12h or 30m, or a day such as 2026-11-01'],
    });
  }
  return moment;
}

/** What `mlx runs list` was asked to show. */
export interface RunFilters {
  readonly metric: readonly MetricCondition[];
  readonly tag: readonly string[];
  readonly since?: Date;
  readonly branch?: string;
  readonly outcome?: string;
}

/** Whether a run is as was asked for: every condition holds. A run without the metric does not meet one on it. */
export function matches(
  { record, label, metrics: measured }: KnownRun,
  filters: RunFilters,
): boolean {
  const { since, branch, outcome } = filters;
  return (
    filters.metric.every((condition) => holds(condition, measured)) &&
    filters.tag.every((tag) => label.tags.includes(tag.replace(/^\+/, ''))) &&
    (since === undefined || new Date(record.startedAt) >= since) &&
    (branch === undefined || record.git?.branch === branch) &&
    (outcome === undefined || record.outcome === outcome)
  );
}

function holds({ metric, sign, value }: MetricCondition, measured: KnownRun['metrics']): boolean {
  const found = measured[metric]?.value;
  if (found === undefined) return false;
  switch (sign) {
    case '>':
      return found > value;
    case '>=':
      return found >= value;
    case '<':
      return found < value;
    case '<=':
      return found <= value;
    case '=':
      return found === value;
  }
}

const plainOrders = ['started', 'cost', 'took'] as const;

/** What runs are sorted by: `started` (newest first), `cost` or `took` (least first), or a metric (best first). */
export type Order = (typeof plainOrders)[number] | Pick<Metric, 'name' | 'direction'>;

/** Reads what runs are to be sorted by. Throws `usage/unknown-name`. */
export function orderOf(by: string, runs: readonly KnownRun[]): Order {
  const plain = plainOrders.find((each) => each === by);
  if (plain !== undefined) return plain;
  if (by === 'auc' || isModule(by) || metrics.has(by)) return metricNamed(by, runs);
  throw new MlxError('usage/unknown-name', `Runs cannot be sorted by \`${by}\``, {
    hints: [
      `Use started, cost, took, a metric of your own such as ./profit.ts, or one of: ${metrics.names.join(', ')}`,
    ],
  });
}

/** Runs in an order. A run without that figure comes last. */
export function sorted(
  runs: readonly KnownRun[],
  order: Order,
  costOf: (record: RunRecord) => {
    readonly seconds: number | undefined;
    readonly usd: number | undefined;
  },
): readonly KnownRun[] {
  if (order === 'started') return runs; // They come so.
  if (order === 'cost') return ascending(runs, ({ record }) => costOf(record).usd);
  if (order === 'took') return ascending(runs, ({ record }) => costOf(record).seconds);
  const sign = order.direction === 'higher' ? -1 : 1;
  return ascending(runs, ({ metrics: measured }) => {
    const value = measured[order.name]?.value;
    return value === undefined ? undefined : sign * value;
  });
}

function ascending(
  runs: readonly KnownRun[],
  value: (run: KnownRun) => number | undefined,
): readonly KnownRun[] {
  return runs.toSorted((a, b) => compare(value(a), value(b)));
}

function compare(a = Infinity, b = Infinity): number {
  return a === b ? 0 : a - b;
}
