import { join, relative } from 'node:path';
import type { RunCost } from '../costs/cost-of-run.js';
import { costOfRun } from '../costs/cost-of-run.js';
import type { Project } from '../project/project.js';
import { looksWords } from '../reports/looks-words.js';
import type { SmallerReport } from '../stages/smaller/smaller-report.js';
import { wrapWords } from '../ui/text-width.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import { outStyle, writeJson } from './output.js';
import type { ShownPush } from './push-image.js';
import type { FinishedRun } from './run-stages.js';
import type { Session } from './session.js';
import { smallerTable } from './smaller-table.js';
import type { ShownFormat } from './write-formats.js';

/** Prints what a run ended with: where things are, and what to do next. Or `mlx.run-result/1`. */
export function printRun(
  run: FinishedRun,
  options: ProjectOptions,
  world: {
    readonly session: Session;
    readonly context: Context;
    readonly out?: string | undefined;
    readonly formats?: readonly ShownFormat[];
    readonly pushed?: ShownPush | undefined;
    readonly smaller?: SmallerReport;
  },
): void {
  const { context, out, formats = [], pushed, smaller } = world;
  const cost = costOfRun(run.record);
  if (options.json === true) {
    const beside = { ...madeOf(formats, pushed), ...(smaller && { smaller }) };
    writeJson(context, 'mlx.run-result/1', { ...resultOf(run, cost), ...beside });
    return;
  }
  if (options.quiet === true) return;
  const style = outStyle(context, options);
  const facts = new Map(
    run.record.stages.flatMap(({ stage, facts: list }) =>
      list.map(({ name, value }) => [`${stage}.${name}`, value] as const),
    ),
  );
  if (smaller !== undefined) context.stdout.write(smallerTable(smaller, style));
  const nextWorld = { project: world.session.project, file: options.project };
  const lines: [string, string | undefined][] = [
    ['set aside', shownQuarantine(run, facts.get('ingest.quarantined'), world)],
    ['report', shownReport(run, world)],
    ['looks', run.testSet && `test split ${looksWords(run.testSet)}`],
    ['package', out ?? shownPackage(run, world)],
    ...formats.map((each): [string, string] => ['wrote', formatWords(each)]),
    ...pushLines(pushed),
    ['serving', textOf(facts.get('deploy.url'))],
    ['predicted', textOf(facts.get('deploy.first prediction'))],
    ['next', nextStep(facts.get('deploy.url') !== undefined, run, nextWorld)],
  ];
  for (const [name, value] of lines) {
    if (value === undefined) continue;
    const below = flowing(value, context).join(`\n${' '.repeat(labelWidth)}`);
    context.stdout.write(`${style.bold(name.padEnd(labelWidth))}${below}\n`);
  }
}

const labelWidth = 10;

/** What stands behind a label, in lines that a terminal has room for; a pipe gets one. */
function flowing(value: string, { stdout: { isTTY, columns } }: Context): readonly string[] {
  if (isTTY !== true || columns === undefined) return [value];
  return wrapWords(value, Math.max(20, columns - labelWidth));
}

function resultOf({ record, reports, testSet }: FinishedRun, cost: RunCost): object {
  return {
    run: record.id,
    outcome: record.outcome,
    stages: record.stages.map(({ stage, state, reason, fingerprint, facts }) => ({
      stage,
      state,
      reason,
      fingerprint,
      facts: Object.fromEntries(facts.map(({ name, value }) => [name, value])),
    })),
    reports,
    ...(testSet !== undefined && { test_split: { looks: testSet.looks, models: testSet.models } }),
    seconds: cost.seconds,
    usd: cost.priced ? cost.usd : null,
  };
}

function madeOf(formats: readonly ShownFormat[], pushed: ShownPush | undefined): object {
  return {
    ...(formats.length > 0 && { formats: formats.map(({ words: _, ...facts }) => facts) }),
    ...(pushed !== undefined && { pushed }),
  };
}

function formatWords({ format, folder, files, bytes, words }: ShownFormat): string {
  const [only] = files;
  const where = files.length === 1 ? join(folder, only ?? '') : folder;
  return `${where} (${format}, ${(bytes / 1024).toFixed(0)} KiB); golden predictions: ${words}`;
}

function pushLines(pushed: ShownPush | undefined): [string, string][] {
  if (pushed === undefined) return [];
  const run = `docker run --read-only -p 8080:8080 ${pushed.to}@${pushed.digest}`;
  return [
    ['pushed', pushWords(pushed)],
    ['run it', `\`${run}\``],
  ];
}

function pushWords({ to, tag, digest, sent, bytes }: ShownPush): string {
  const all = `${(bytes / 1e6).toFixed(1)} MB`;
  const over = sent === bytes ? `${all} sent` : `${(sent / 1e6).toFixed(1)} of ${all} sent`;
  return `${to}@${digest} as ${tag} (${sent === 0 ? `all ${all} were there` : over})`;
}

type World = { readonly session: Session; readonly context: Context };

function shownReport({ reports }: FinishedRun, { session, context }: World): string | undefined {
  const [report] = reports;
  return report === undefined
    ? undefined
    : relative(context.cwd, join(session.project.dir, report));
}

function shownPackage({ plan }: FinishedRun, { session, context }: World): string | undefined {
  const made = plan.find(({ stage }) => stage.name === 'package');
  if (made === undefined) return undefined;
  return relative(context.cwd, session.store.pathOf('package', made.fingerprint));
}

/** Where the rows lie that were set aside. */
function shownQuarantine(
  { plan }: FinishedRun,
  rows: string | number | undefined,
  { session, context }: World,
): string | undefined {
  const made = plan.find(({ stage }) => stage.name === 'ingest');
  if (made === undefined || rows === undefined) return undefined;
  const file = join(session.store.pathOf('ingest', made.fingerprint), 'quarantine.csv');
  return `${rows} rows in ${relative(context.cwd, file)}`;
}

function nextStep(
  served: boolean,
  { plan }: FinishedRun,
  { project, file }: { readonly project: Project; readonly file: string },
): string | undefined {
  const goal = plan.at(-1)?.stage.name ?? '';
  const steps = served ? ['status', 'rollback', 'stop'] : (stepsAfter[goal] ?? []);
  const where = file === 'mlx.yaml' ? '' : ` -p ${file}`;
  // A forecast goes on from the values that its package knows.
  const rows = project.task.type === 'forecast' ? '' : ' --in rows.csv';
  return steps.length === 0
    ? undefined
    : steps.map((step) => `\`mlx ${step}${step === 'predict' ? rows : ''}${where}\``).join(' · ');
}

const stepsAfter: Readonly<Record<string, readonly string[]>> = {
  ingest: ['split', 'train'],
  split: ['train'],
  tune: ['train'],
  train: ['evaluate'],
  evaluate: ['package'],
  package: ['predict', 'serve', 'deploy'],
};

function textOf(value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
