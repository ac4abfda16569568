import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../artifacts/write-atomically.js';
import type { Emit } from '../../contracts/events.js';
import type { Profile } from '../../data/profile/profile.js';
import { profileVersion } from '../../data/profile/profile-table.js';
import type { PlannedStage } from '../../pipeline/plan-pipeline.js';
import type { Session } from '../session.js';
import { type OpenTable, profileOf, tableOfArtifact } from './profiled-data.js';

/** The table that a project's ingest left. */
export function tableOfProject(
  { project, store }: Session,
  plan: readonly PlannedStage[],
): Promise<OpenTable> {
  const { type, target } = project.task;
  return tableOfArtifact(store.pathOf('ingest', fingerprintOfIngest(plan)), {
    title: project.name,
    ...(target !== undefined && {
      target: { name: target, kind: type === 'regression' ? 'number' : 'classes' },
    }),
  });
}

interface Look {
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** Looks again although the profile is known. */
  readonly force?: boolean;
}

/**
 * The profile of a project's data. It is kept by the fingerprint of what ingest left, so that asking again takes no
 * time; the artifact itself stays as it is.
 */
export async function profileOfProject(
  session: Session,
  plan: readonly PlannedStage[],
  look: Look,
): Promise<Profile> {
  const fingerprint = fingerprintOfIngest(plan);
  const task = session.project.task.type;
  const name = `${fingerprint.slice(0, 16)}-${task}-${profileVersion}.json`;
  const kept = join(session.root, 'cache', 'profiles', name);
  const known = look.force === true ? undefined : await readProfile(kept);
  if (known !== undefined) return known;
  const profile = await profileOf(await tableOfProject(session, plan), look);
  await writeAtomically(kept, `${JSON.stringify(profile)}\n`);
  return profile;
}

function fingerprintOfIngest(plan: readonly PlannedStage[]): PlannedStage['fingerprint'] {
  const planned = plan.find(({ stage }) => stage.name === 'ingest');
  if (planned === undefined) throw new Error('the plan has no stage ingest');
  return planned.fingerprint;
}

/** Undefined when it is not there or damaged: then it is made anew. */
async function readProfile(file: string): Promise<Profile | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Profile;
  } catch {
    return undefined;
  }
}
