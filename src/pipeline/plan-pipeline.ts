import { resolve } from 'node:path';
import type { ArtifactStore } from '../artifacts/artifact-store.js';
import type { FileHashes } from '../artifacts/file-hashes.js';
import {
  canonical,
  type Fingerprint,
  type FingerprintParts,
  fingerprintOf,
} from '../artifacts/fingerprint.js';
import type { Json } from '../contracts/json.js';
import { MlxError } from '../errors/index.js';
import type { Project } from '../project/project.js';
import { explainChange } from './explain-change.js';
import { type ServiceRules, type SettledServices, settleServices } from './service-states.js';
import type { Stage } from './stage.js';

/** What will become of one stage, and why. */
export interface PlannedStage {
  readonly stage: Stage;
  readonly fingerprint: Fingerprint;
  /** What went into the fingerprint: fit to be kept, with references in place of what they stand for. */
  readonly parts: FingerprintParts;
  /** What the stage gets. */
  readonly settings: Json;
  readonly state: 'fresh' | 'stale';
  /** One phrase: why it must run, or why not. */
  readonly reason: string;
  /** It runs although its artifact is there: it was forced, or the artifact no longer holds. */
  readonly repeats: boolean;
}

export interface PlanRequest {
  /** In order: each after all that it needs. */
  readonly stages: readonly Stage[];
  readonly project: Project;
  readonly projectDir: string;
  readonly store: ArtifactStore;
  readonly hashes: FileHashes;
  /** Stages to run although their artifact is there. */
  readonly force?: readonly string[];
  /** Default: nothing is read again that cannot be known to have changed, and no service needs to answer. */
  readonly services?: ServiceRules;
  readonly signal?: AbortSignal;
  /** Asks a stage whether an artifact that is there still holds. */
  readonly lapsed?: (planned: PlannedStage) => Promise<string | undefined>;
}

/**
 * Decides what must run, without doing any of it: the fingerprint of a stage follows from the fingerprints of
 * those before it, so the whole plan is known beforehand.
 */
export async function planPipeline(request: PlanRequest): Promise<PlannedStage[]> {
  const planned: PlannedStage[] = [];
  for (const stage of request.stages) planned.push(await planStage(stage, planned, request));
  return planned;
}

async function planStage(
  stage: Stage,
  before: readonly PlannedStage[],
  request: PlanRequest,
): Promise<PlannedStage> {
  const { project, projectDir, store, force, lapsed } = request;
  // The order of keys is not in the fingerprint, so it must not reach the stage either.
  const settings = canonical(stage.settings(project));
  const latest = await store.latest(stage.name);
  const services = await askServices(stage, { settings, latest }, request);
  const needed = before.filter((each) => stage.needs.includes(each.stage.name));
  const parts: FingerprintParts = {
    stage: stage.name,
    version: stage.version,
    settings: project.sealed(settings),
    inputs: Object.fromEntries(needed.map((each) => [each.stage.name, each.fingerprint])),
    files: {
      ...(await hashFiles((await stage.files?.(settings, projectDir)) ?? [], request)),
      ...services.files,
    },
  };
  const fingerprint = fingerprintOf(parts);
  const planned = { stage, fingerprint, parts, settings, repeats: false };

  if (force?.includes(stage.name) === true) {
    return { ...planned, state: 'stale', reason: 'forced', repeats: true };
  }
  if (!(await store.has(stage.name, fingerprint))) {
    return { ...planned, state: 'stale', reason: explainChange(latest, parts) };
  }
  const same = latest !== undefined && fingerprintOf(latest) === fingerprint;
  const fresh = {
    ...planned,
    state: 'fresh' as const,
    reason: [same ? 'nothing changed' : 'made by an earlier run', ...services.doubts].join('; '),
  };
  const lapse = await lapsed?.(fresh);
  if (lapse === undefined) return fresh;
  return { ...planned, state: 'stale', reason: lapse, repeats: true };
}

async function askServices(
  stage: Stage,
  { settings, latest }: { readonly settings: Json; readonly latest: FingerprintParts | undefined },
  { projectDir, services, signal }: PlanRequest,
): Promise<SettledServices> {
  if (stage.services === undefined) return { files: {}, doubts: [] };
  const world = { projectDir, signal: signal ?? new AbortController().signal };
  const states = await stage.services(settings, world);
  const rules = services ?? { reread: 'none', insist: false };
  return settleServices(states, latest?.files ?? {}, rules);
}

async function hashFiles(
  paths: readonly string[],
  { projectDir, hashes, signal }: Pick<PlanRequest, 'projectDir' | 'hashes' | 'signal'>,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of paths) {
    found[path] = await hashes.hash(resolve(projectDir, path)).catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw new MlxError('data/file-missing', `Cannot read \`${path}\``, {
        hints: [`Paths are relative to the project folder: ${projectDir}`],
        cause,
      });
    });
  }
  return found;
}
