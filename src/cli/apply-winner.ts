import { readFile } from 'node:fs/promises';
import { writeAtomically } from '../artifacts/write-atomically.js';
import { MlxError } from '../errors/index.js';
import type { PlannedStage } from '../pipeline/plan-pipeline.js';
import type { FileEdit, WritableProject } from '../project/writable-project.js';
import { changedLines } from '../reports/runs/changed-lines.js';
import { tuning } from '../stages/tuning/tuning-artifact.js';
import { settingsOfWinner, whyNotConfirmed } from '../stages/tuning/winner-settings.js';
import type { Context } from './context.js';
import type { GoalOptions } from './goal-options.js';
import { outStyle } from './output.js';
import type { Session } from './session.js';

/**
 * Writes what a search found into the files of the project, as they were when the command began, and shows what changed. Throws
 * `tune/not-confirmed` when it is not known to be better, and `tune/file-changed` when a file is another by now; then nothing is written.
 */
export async function applyWinner(
  writable: WritableProject,
  plan: readonly PlannedStage[],
  {
    options,
    session,
    context,
  }: { readonly options: GoalOptions; readonly session: Session; readonly context: Context },
): Promise<void> {
  const planned = plan.find(({ stage }) => stage.name === 'tune');
  if (planned === undefined) throw new Error('the plan has no search');
  const found = await tuning.read(session.store.pathOf('tune', planned.fingerprint));
  const changes = settingsOfWinner(found, session.project);
  const say = (text: string): void => {
    if (options.quiet !== true) context.stderr.write(text);
  };
  if (changes.length === 0) {
    say('The project says already what the search found.\n');
    return;
  }
  const why = whyNotConfirmed(found);
  if (why !== undefined && options.apply !== 'anyway') throw notConfirmed(why, found.confirmation);
  const edits = writable.edits(changes);
  await requireUnchanged(edits, writable);
  showEdits(edits, writable, { style: outStyle(context, options), say });
  if (options.dryRun === true) {
    say('Nothing was written: leave out --dry-run to do so.\n');
    return;
  }
  for (const { file, after } of edits) await writeAtomically(file, after);
}

function showEdits(
  edits: readonly FileEdit[],
  writable: WritableProject,
  {
    style,
    say,
  }: { readonly style: ReturnType<typeof outStyle>; readonly say: (text: string) => void },
): void {
  for (const { file, before, after } of edits) {
    say(`${style.bold(writable.labelOf(file))}\n`);
    for (const { sign, line, text } of changedLines(before, after)) {
      const paint = sign === '+' ? style.green : sign === '-' ? style.red : style.dim;
      say(`${style.dim(String(line).padStart(5))} ${paint(`${sign} ${text}`)}\n`);
    }
  }
}

function notConfirmed(why: string, confirmation: object | undefined): MlxError {
  const hints =
    confirmation === undefined
      ? ['Add `confirm: { repeats: 5 }` under `tune`: the trials made are kept']
      : ['Search longer, or judge trials by folds: `tune.cross_validate: true`'];
  return new MlxError('tune/not-confirmed', `${why}; nothing was written`, {
    hints: [...hints, 'Write it all the same with `mlx tune --apply anyway`'],
  });
}

async function requireUnchanged(
  edits: readonly FileEdit[],
  writable: WritableProject,
): Promise<void> {
  for (const { file, before } of edits) {
    const now = await readFile(file, 'utf8').catch(() => '');
    if (now === before) continue;
    const message = `\`${writable.labelOf(file)}\` changed while the search ran; nothing was written`;
    throw new MlxError('tune/file-changed', message, {
      hints: ['Run `mlx tune --apply` again: trials that were made are not made again'],
    });
  }
}
