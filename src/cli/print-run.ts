import type { RunCost } from '../costs/cost-of-run.js';
import { costOfRun } from '../costs/cost-of-run.js';
import type { CommonOptions } from './common-options.js';
import type { Context } from './context.js';
import { outStyle, writeJson } from './output.js';
import type { FinishedRun } from './run-stages.js';
import type { Session } from './session.js';

/** Prints what a run ended with: where things are, and what to do next. Or `mlx.run-result/1`. */
export function printRun(
  run: FinishedRun,
  options: CommonOptions,
  world: {
    readonly session: Session;
    readonly context: Context;
    readonly out?: string | undefined;
  },
): void {
  const { context, session, out } = world;
  const cost = costOfRun(run.record);
  if (options.json === true) {
    writeJson(context, 'mlx.run-result/1', resultOf(run, cost));
    return;
  }
  if (options.quiet === true) return;
  const style = outStyle(context, options);
  const facts = new Map(
    run.record.stages.flatMap(({ stage, facts: list }) =>
      list.map(({ name, value }) => [`${stage}.${name}`, value] as const),
    ),
  );
  const lines: [string, string | undefined][] = [
    ['report', run.reports[0]],
    ['package', out ?? shownPackage(run, session)],
    ['serving', textOf(facts.get('deploy.url'))],
    ['predicted', textOf(facts.get('deploy.first prediction'))],
    ['next', nextStep(facts.get('deploy.url') !== undefined, run)],
  ];
  for (const [name, value] of lines) {
    if (value !== undefined) context.stdout.write(`${style.bold(name.padEnd(10))}${value}\n`);
  }
}

function resultOf({ record, reports }: FinishedRun, cost: RunCost): object {
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
    seconds: cost.seconds,
    usd: cost.priced ? cost.usd : null,
  };
}

function shownPackage({ plan }: FinishedRun, { store, project }: Session): string | undefined {
  const made = plan.find(({ stage }) => stage.name === 'package');
  if (made === undefined) return undefined;
  return store.pathOf('package', made.fingerprint).slice(project.dir.length + 1);
}

function nextStep(served: boolean, { plan }: FinishedRun): string | undefined {
  const goal = plan.at(-1)?.stage.name;
  if (served) return '`mlx status` · `mlx rollback` · `mlx stop`';
  if (goal === 'package') return '`mlx predict --in rows.csv` · `mlx serve` · `mlx deploy`';
  if (goal === 'ingest' || goal === 'split') return '`mlx train`';
  if (goal === 'train' || goal === 'tune') return '`mlx evaluate`';
  return goal === 'evaluate' ? '`mlx package`' : undefined;
}

function textOf(value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
