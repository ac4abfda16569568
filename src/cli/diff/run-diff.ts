import { RunLabels } from '../../pipeline/run-labels.js';
import { diffText } from '../../reports/runs/diff-text.js';
import { isSameProject, type ProjectDiff } from '../../reports/runs/project-diff.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { findRun, openRecords, stateFolder } from '../open-records.js';
import { outStyle, writeJson } from '../output.js';
import { pointingAtSettings } from '../point-at-setting.js';
import { planStages } from '../run-stages.js';
import { openSession } from '../session.js';
import { takeInput } from '../take-input.js';
import { diffProjects } from './diff-projects.js';
import { sideOfProject, sideOfRun } from './project-side.js';

/** Prints the differences, or `mlx.diff/1`; returns whether there are none. */
export async function diff(
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
  options: ProjectOptions,
  context: Context,
): Promise<boolean> {
  const found = await foundDiff(from, to, { options, context });
  if (options.json === true) writeJson(context, 'mlx.diff/1', found);
  else context.stdout.write(diffText(found, outStyle(context, options)));
  return isSameProject(found);
}

async function foundDiff(
  from: string | undefined,
  to: string | undefined,
  { options, context }: { readonly options: ProjectOptions; readonly context: Context },
): Promise<ProjectDiff> {
  const root = stateFolder(options, context);
  const records = openRecords(options, context);
  const labels = new RunLabels(root);
  const first = await findRun(records, from, labels);
  const before = await sideOfRun(first, root);
  if (to !== undefined) {
    return diffProjects(before, await sideOfRun(await findRun(records, to, labels), root));
  }
  const session = await takeInput(await openSession(options, context), context, false);
  const { project } = session;
  const last = first.stages.at(-1)?.stage;
  const goal = last ?? (project.deploy === undefined ? 'package' : 'deploy');
  const plan = await pointingAtSettings(project, () => planStages(goal, {}, { session, context }));
  return diffProjects(before, await sideOfProject(session, plan, context), project);
}
