import { costOfRun } from '../../costs/cost-of-run.js';
import { RunLabels } from '../../pipeline/run-labels.js';
import { type RunRecord, secondsOfRun } from '../../pipeline/run-record.js';
import { formatDuration, formatNumber, formatUsd } from '../../ui/format.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { openRecords, stateFolder } from '../open-records.js';
import { writeJson, writeTable } from '../output.js';
import { metricsOf } from './measured-run.js';
import { metricNamed } from './metric-named.js';
import { type KnownRun, matches, orderOf, type RunFilters, sorted } from './run-filters.js';

/** Options of `mlx runs list`. */
export interface ListOptions extends ProjectOptions, RunFilters {
  readonly limit: number;
  readonly sort: string;
}

/** Prints the runs that are as asked for, newest or best first, or `mlx.runs/1`. */
export async function listRuns(options: ListOptions, context: Context): Promise<void> {
  const root = stateFolder(options, context);
  const labels = new RunLabels(root);
  const records = await openRecords(options, context).list();
  const runs = await Promise.all(
    records.map(async (record) => ({
      record,
      label: await labels.of(record.id),
      metrics: await metricsOf(root, record),
    })),
  );
  const order = orderOf(options.sort, runs);
  const metric = options.metric.map((each) => ({
    ...each,
    metric: metricNamed(each.metric, runs).name,
  }));
  const wanted = runs.filter((run) => matches(run, { ...options, metric }));
  const shown = sorted(wanted, order, costed).slice(0, options.limit);
  if (options.json === true) {
    writeJson(context, 'mlx.runs/1', {
      runs: shown.map(({ record, label, metrics }) => ({
        ...{ ...record, ...label },
        metrics: Object.fromEntries(
          Object.entries(metrics).map(([name, { value }]) => [name, value]),
        ),
      })),
    });
    return;
  }
  if (shown.length === 0 && records.length > 0) {
    context.stdout.write(`none of ${records.length} runs is like that\n`);
    return;
  }
  const figures = [
    ...(typeof order === 'string' ? [] : [order.name]),
    ...metric.map((each) => each.metric),
  ];
  writeTable(context, options, tableOf(shown, [...new Set(figures)]));
}

function costed(record: RunRecord): {
  readonly seconds: number | undefined;
  readonly usd: number | undefined;
} {
  const { usd, priced } = costOfRun(record);
  return { seconds: secondsOfRun(record), usd: priced ? usd : undefined };
}

function tableOf(runs: readonly KnownRun[], figures: readonly string[]) {
  const isLabelled = runs.some(({ label }) => label.tags.length > 0 || label.note !== undefined);
  return {
    head: [
      ...['run', 'command', 'outcome', 'took', 'cost'],
      ...(figures.length > 0 ? figures : ['result']),
      ...(isLabelled ? ['tags and note'] : []),
    ],
    align: [
      ...(['left', 'left', 'left', 'right', 'right'] as const),
      ...(figures.length > 0 ? figures.map(() => 'right' as const) : (['left'] as const)),
      ...(isLabelled ? (['left'] as const) : []),
    ],
    rows: runs.map((run) => {
      const { record, label, metrics } = run;
      const { seconds, usd } = costed(record);
      return [
        ...[record.id, record.command, record.outcome],
        seconds === undefined ? '' : formatDuration(seconds),
        usd === undefined ? '' : formatUsd(usd),
        ...(figures.length > 0
          ? figures.map((name) => figure(metrics[name]?.value))
          : [resultOf(record)]),
        ...(isLabelled ? [labelWords(label)] : []),
      ];
    }),
  };
}

function figure(value: number | undefined): string {
  return value === undefined ? '-' : formatNumber(value);
}

/** `+best +reviewed: trained on the cleaned data` */
export function labelWords({ tags, note }: KnownRun['label']): string {
  const marks = tags.map((tag) => `+${tag}`).join(' ');
  if (note === undefined) return marks;
  return marks === '' ? note : `${marks}: ${note}`;
}

/** What is most worth knowing of a run: how its model did. */
function resultOf({ stages, error }: RunRecord): string {
  if (error !== undefined) return error.message;
  const facts = stages.find(({ stage }) => stage === 'evaluate')?.facts ?? [];
  const [first] = facts;
  if (first === undefined) return '';
  return `${first.name} ${typeof first.value === 'number' ? formatNumber(first.value) : first.value}`;
}
