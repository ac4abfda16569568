import { Command } from 'commander';
import type { RunRecord } from '../../pipeline/run-record.js';
import { addProjectOptions, type ProjectOptions, positiveInteger } from '../common-options.js';
import type { Context } from '../context.js';
import { writeJson, writeTable } from '../output.js';

export function runsCommand(context: Context): Command {
  const runs = new Command('runs')
    .summary('list runs, or show one')
    .description('The records of past runs: what ran, why, on what, with which result.');
  runs
    .addCommand(
      addProjectOptions(new Command('list'))
        .summary('list runs, newest first')
        .option('-l, --limit <count>', 'how many', positiveInteger, 20)
        .action((options: ListOptions) => list(options, context)),
      { isDefault: true },
    )
    .addCommand(
      addProjectOptions(new Command('show'))
        .summary('show one run')
        .argument('[run]', 'id of a run, or how it begins; default: the newest')
        .action((run: string | undefined, options: ProjectOptions) => show(run, options, context)),
    );
  return runs;
}

interface ListOptions extends ProjectOptions {
  readonly limit: number;
}

async function list(options: ListOptions, context: Context): Promise<void> {
  const { openRecords } = await import('../open-records.js');
  const records = (await openRecords(options, context).list()).slice(0, options.limit);
  if (options.json === true) {
    writeJson(context, 'mlx.runs/1', { runs: records });
    return;
  }
  const { costOfRun } = await import('../../costs/cost-of-run.js');
  const { formatDuration, formatUsd } = await import('../../ui/format.js');
  writeTable(context, options, {
    head: ['run', 'command', 'outcome', 'took', 'cost', 'result'],
    align: ['left', 'left', 'left', 'right', 'right', 'left'],
    rows: records.map((record) => {
      const cost = costOfRun(record);
      return [
        record.id,
        record.command,
        record.outcome,
        formatDuration(cost.seconds),
        cost.priced ? formatUsd(cost.usd) : '',
        resultOf(record),
      ];
    }),
  });
}

async function show(
  wanted: string | undefined,
  options: ProjectOptions,
  context: Context,
): Promise<void> {
  const [{ openRecords, findRun }, { formatDuration, formatNumber }] = await Promise.all([
    import('../open-records.js'),
    import('../../ui/format.js'),
  ]);
  const record = await findRun(openRecords(options, context), wanted);
  if (options.json === true) {
    writeJson(context, 'mlx.run/1', record);
    return;
  }
  const { versions, machine, git } = record;
  const about: [string, string][] = [
    ['run', record.id],
    ['command', record.command],
    [
      'outcome',
      record.error === undefined ? record.outcome : `${record.outcome}: ${record.error.message}`,
    ],
    ['started', record.startedAt],
    ['finished', record.finishedAt ?? ''],
    ['versions', `mlx ${versions.mlx}, Node ${versions.node}`],
    ['machine', `${machine.platform}, ${machine.cpus} × ${machine.cpu}`],
    ['commit', git === undefined ? 'none' : `${git.commit}${git.dirty ? ' with changes' : ''}`],
  ];
  for (const [name, value] of about) context.stdout.write(`${name.padEnd(10)}${value}\n`);
  context.stdout.write('\n');
  writeTable(context, options, {
    head: ['stage', 'state', 'target', 'took', 'backend', 'result'],
    rows: record.stages.map(({ stage, state, target, usage, compute, facts }) => [
      stage,
      state,
      target,
      usage === undefined ? '' : formatDuration(usage.seconds),
      compute?.backend ?? '',
      facts
        .map(
          (fact) =>
            `${fact.name} ${typeof fact.value === 'number' ? formatNumber(fact.value) : fact.value}`,
        )
        .join(' · '),
    ]),
  });
}

/** What is most worth knowing of a run: how its model did. */
function resultOf({ stages, error }: RunRecord): string {
  if (error !== undefined) return error.message;
  const facts = stages.find(({ stage }) => stage === 'evaluate')?.facts ?? [];
  const [first] = facts;
  if (first === undefined) return '';
  return `${first.name} ${typeof first.value === 'number' ? first.value.toFixed(4) : first.value}`;
}
