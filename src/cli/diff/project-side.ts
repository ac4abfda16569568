import { ArtifactStore } from '../../artifacts/artifact-store.js';
import type { Fingerprint, FingerprintParts } from '../../artifacts/fingerprint.js';
import type { Json } from '../../contracts/json.js';
import { type PlannedStage } from '../../pipeline/plan-pipeline.js';
import type { RunRecord } from '../../pipeline/run-record.js';
import { settingsOf } from '../../project/complete-project.js';
import { ingested } from '../../stages/artifact-files.js';
import type { Context } from '../context.js';
import { type GitState, gitState } from '../git-state.js';
import type { Session } from '../session.js';

/** A state of the project: a run, or how it is now. */
export interface ProjectSide {
  readonly words: string;
  /** Absent for a run of an mlx that kept none. */
  readonly settings?: Json;
  readonly stages: readonly SideStage[];
  readonly versions: Readonly<Record<string, string>>;
  readonly git?: GitState;
}

export interface SideStage {
  readonly stage: string;
  readonly fingerprint: string;
  /** Absent when the artifact is gone. */
  readonly parts?: FingerprintParts;
  /** Of a plan: whether it would have to run, and the first reason why. */
  readonly stale?: string;
  /** Rows and columns of the table, where it was made. */
  readonly table?: { readonly rows: number; readonly columns: number };
}

/** What a run was made of. */
export async function sideOfRun(record: RunRecord, root: string): Promise<ProjectSide> {
  const { id, startedAt, command, outcome, projectSettings, versions, git } = record;
  const when = startedAt.slice(0, 16).replace('T', ' ');
  const store = new ArtifactStore(root);
  const stages = await Promise.all(
    record.stages.map(async ({ stage, fingerprint }): Promise<SideStage> => {
      const facts = await store.facts(stage, fingerprint as Fingerprint).catch(() => undefined);
      const table = await tableOf(store, stage, fingerprint);
      return {
        ...{ stage, fingerprint },
        ...(facts !== undefined && { parts: facts.parts }),
        ...(table !== undefined && { table }),
      };
    }),
  );
  return {
    words: `run ${id}: ${command}, ${outcome}, ${when} UTC`,
    ...(projectSettings !== undefined && { settings: projectSettings }),
    ...{ stages, versions: { mlx: versions.mlx, Node: versions.node } },
    ...(git !== undefined && { git }),
  };
}

/** What the project is made of now. */
export async function sideOfProject(
  { project, store }: Session,
  plan: readonly PlannedStage[],
  context: Context,
): Promise<ProjectSide> {
  const git = await gitState(project.dir, context.environment);
  const stages = await Promise.all(
    plan.map(async ({ stage: { name }, fingerprint, parts, state, reason }): Promise<SideStage> => {
      const table = await tableOf(store, name, fingerprint);
      return {
        ...{ stage: name, fingerprint, parts },
        ...(state === 'stale' && { stale: reason }),
        ...(table !== undefined && { table }),
      };
    }),
  );
  return {
    words: 'the project now',
    settings: project.masked(settingsOf(project) as unknown as Json),
    ...{ stages, versions: { mlx: context.version, Node: process.versions.node } },
    ...(git !== undefined && { git }),
  };
}

async function tableOf(
  store: ArtifactStore,
  stage: string,
  fingerprint: string,
): Promise<SideStage['table']> {
  if (stage !== 'ingest') return undefined;
  const result = await ingested
    .read(store.pathOf(stage, fingerprint as Fingerprint))
    .catch(() => undefined);
  return result && { rows: result.table.rows, columns: result.columns.length };
}
