import type { PlannedStage } from '../../pipeline/plan-pipeline.js';
import type { Context } from '../context.js';
import type { Session } from '../session.js';
import { profileOfProject } from './project-profile.js';
import { type ShownOptions, showingProgress } from './show-progress.js';
import { writeProfileReports } from './write-profile.js';

/** Looks at what ingest left, writes the reports into the project and gives their paths, relative to it. */
export async function writtenProfileOf(
  session: Session,
  plan: readonly PlannedStage[],
  { options, context }: { readonly options: ShownOptions; readonly context: Context },
): Promise<readonly string[]> {
  const profile = await showingProgress(options, context, (emitOf) =>
    profileOfProject(session, plan, { signal: context.signal, emit: emitOf('profile') }),
  );
  const { dir, name } = session.project;
  return writeProfileReports(dir, name, profile);
}
