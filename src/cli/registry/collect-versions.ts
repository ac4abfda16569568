import {
  collectVersion,
  planCollection,
  sweepUnfinished,
  type Verdict,
} from '../../delivery/registry/collect.js';
import { RunLabels } from '../../pipeline/run-labels.js';
import type { RunRecord } from '../../pipeline/run-record.js';
import { formatBytes } from '../../ui/format.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { openRecords, stateFolder } from '../open-records.js';
import { writeJson, writeTable } from '../output.js';
import { openRegistry, signedNow } from './open-registry.js';
import { runsBehind } from './runs-behind.js';

/** Options of `mlx registry gc`. */
export interface CollectOptions extends ProjectOptions {
  readonly dryRun?: boolean;
  readonly keep: number;
}

/** Removes packages that nothing needs, and prints what is kept and why, or `mlx.registry-gc/1`. */
export async function collectVersions(options: CollectOptions, context: Context): Promise<void> {
  const registry = await openRegistry(options, context);
  const isDry = options.dryRun === true;
  const neededByRuns = await markedRuns(options, context);
  const plan = await planCollection(registry, {
    newest: options.keep,
    neededElsewhere: neededByRuns,
  });
  const removed = new Set<string>();
  for (const { version, needed } of plan) {
    if (needed.length > 0) continue;
    if (isDry || (await collectVersion(registry, version, signedNow()))) removed.add(version.name);
  }
  const unfinished = isDry ? 0 : await sweepUnfinished(registry);
  if (options.json === true) {
    writeJson(context, 'mlx.registry-gc/1', {
      dryRun: isDry,
      ...(unfinished > 0 && { unfinished }),
      versions: plan.map(({ version, needed, bytes }) => ({
        ...{ name: version.name, bytes, needed },
        removed: removed.has(version.name),
      })),
    });
    return;
  }
  if (options.quiet === true) return;
  tell(plan, removed, { options, context });
  if (unfinished > 0) {
    context.stdout.write(`${unfinished} packages removed that were never finished\n`);
  }
}

function tell(
  plan: readonly Verdict[],
  removed: ReadonlySet<string>,
  { options, context }: { readonly options: CollectOptions; readonly context: Context },
): void {
  const isDry = options.dryRun === true;
  if (plan.length > 0) {
    writeTable(context, options, {
      head: ['version', 'size', isDry ? 'would be' : 'is', 'because'],
      align: ['left', 'right', 'left', 'left'],
      rows: plan.map(({ version, needed, bytes }) => [
        ...[version.name, formatBytes(bytes)],
        removed.has(version.name) ? 'removed' : 'kept',
        removed.has(version.name)
          ? 'nothing needs it'
          : needed.join(', ') || 'an alias came to need it meanwhile',
      ]),
    });
  }
  const freed = plan.filter(({ version }) => removed.has(version.name));
  const bytes = formatBytes(freed.reduce((sum, each) => sum + each.bytes, 0));
  const [verb, count] = [isDry ? 'would be freed' : 'freed', freed.length];
  context.stdout.write(
    count === 0 ? 'nothing to remove\n' : `${bytes} ${verb}: ${count} of ${plan.length} packages\n`,
  );
}

/** The runs that made a package and that somebody has tagged or noted. */
async function markedRuns(
  options: ProjectOptions,
  context: Context,
): Promise<(fingerprint: string) => readonly string[]> {
  const records = await openRecords(options, context).list();
  const labels = new RunLabels(stateFolder(options, context));
  const marked: RunRecord[] = [];
  for (const record of records) {
    const { tags, note } = await labels.of(record.id);
    if (tags.length > 0 || note !== undefined) marked.push(record);
  }
  return (fingerprint) => runsBehind(marked, fingerprint).map(({ id }) => `run ${id} is marked`);
}
