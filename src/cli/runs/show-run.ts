import { RunLabels } from '../../pipeline/run-labels.js';
import { secondsOfRun } from '../../pipeline/run-record.js';
import { formatDuration, formatNumber } from '../../ui/format.js';
import { keyValues } from '../../ui/table.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { findRun, openRecords, stateFolder } from '../open-records.js';
import { writeJson, writeTable } from '../output.js';
import { labelWords } from './list-runs.js';

/** Prints one run and what became of its stages, or `mlx.run/1`. */
export async function showRun(
  wanted: string | undefined,
  options: ProjectOptions,
  context: Context,
): Promise<void> {
  const labels = new RunLabels(stateFolder(options, context));
  const record = await findRun(openRecords(options, context), wanted, labels);
  const label = await labels.of(record.id);
  if (options.json === true) {
    writeJson(context, 'mlx.run/1', { ...record, ...label });
    return;
  }
  const { versions, machine, git, error, pushed } = record;
  const said = labelWords(label);
  const seconds = secondsOfRun(record);
  context.stdout.write(
    keyValues([
      ['run', record.id],
      ...(said === '' ? [] : [['said of it', said] as const]),
      ['command', record.command],
      ['outcome', error === undefined ? record.outcome : `${record.outcome}: ${error.message}`],
      ['started', record.startedAt],
      ['finished', record.finishedAt ?? ''],
      ['took', seconds === undefined ? '' : formatDuration(seconds)],
      ['versions', `mlx ${versions.mlx}, Node ${versions.node}`],
      ['machine', `${machine.platform}, ${machine.cpus} × ${machine.cpu}`],
      ...(pushed === undefined
        ? []
        : [['pushed', `${pushed.to}@${pushed.digest} as ${pushed.tag}`] as const]),
      ['commit', git === undefined ? 'none' : commitWords(git)],
    ]),
  );
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
          ({ name, value }) => `${name} ${typeof value === 'number' ? formatNumber(value) : value}`,
        )
        .join(' · '),
    ]),
  });
}

/** `5ac01f2… on main, with changes` */
function commitWords({
  commit,
  dirty,
  branch,
}: {
  readonly commit: string;
  readonly dirty: boolean;
  readonly branch?: string;
}): string {
  return `${commit}${branch === undefined ? '' : ` on ${branch}`}${dirty ? ' with changes' : ''}`;
}
