import { createHash } from 'node:crypto';
import { canonicalJson } from '../../artifacts/fingerprint.js';
import type { Json, JsonObject } from '../../contracts/json.js';
import { type LearningSettings, withParams } from '../learning-settings.js';
import type { CandidateSettings } from '../user-models/custom-model.js';

/** Settings that all candidates share and that a search may change. */
export type SharedSettings = Partial<
  Pick<LearningSettings, 'features' | 'imbalance' | 'calibrate' | 'threshold'>
>;

/** A candidate at a point: its own settings, and those of the settings that all share which are others for it. */
interface PlacedCandidate {
  readonly settings: CandidateSettings;
  readonly shared: SharedSettings;
}

const sharedRoots = ['features', 'imbalance', 'calibrate', 'threshold'] as const;

/** The settings that all candidates share, as written. */
export function sharedOf(learning: LearningSettings): SharedSettings {
  const { features, imbalance, calibrate, threshold } = learning;
  return { features, imbalance, calibrate, threshold };
}

/** Whether a searched path is one of all candidates (`features.age.scale`), and not of one candidate's params. */
export function isShared(path: string): boolean {
  return sharedRoots.some((root) => path === root || path.startsWith(`${root}.`));
}

/**
 * A candidate at a point of its search: paths such as `l2` or `early_stopping.patience` are its params, `features.age.scale`
 * and `imbalance.method` are settings that all candidates share. What is null is left out.
 */
export function placedAt(
  learning: LearningSettings,
  candidate: CandidateSettings,
  point: JsonObject,
): PlacedCandidate {
  const entries = Object.entries(point);
  const own = Object.fromEntries(entries.filter(([path]) => !isShared(path)));
  const shared: Record<string, Json> = {};
  for (const [path, value] of entries.filter(([name]) => isShared(name))) {
    const [root = '', ...below] = stepsOf(path);
    const before = shared[root] ?? (learning as unknown as Record<string, Json>)[root] ?? null;
    shared[root] = changed(before, below, value);
  }
  return { settings: withParams(candidate, own), shared: shared };
}

/** The column that a searched path is about, such as `age` of `features.age.scale`; undefined for another path. */
export function searchedColumn(path: string): string | undefined {
  const [root, column] = stepsOf(path);
  return root === 'features' ? column : undefined;
}

/** The way to a setting; names of columns may hold dots, the settings of a column do not. */
function stepsOf(path: string): readonly string[] {
  const [root = '', ...rest] = path.split('.');
  if (root !== 'features' || rest.length < 2) return [root, ...rest];
  return [root, rest.slice(0, -1).join('.'), rest.at(-1) ?? ''];
}

/** The way from the top of a project to a searched setting of a candidate. */
export function settingPath(candidate: string, path: string): readonly string[] {
  if (!isShared(path)) return ['train', 'candidates', candidate, ...path.split('.')];
  const steps = stepsOf(path);
  return steps[0] === 'features' ? steps : ['train', ...steps];
}

function changed(before: Json, [key, ...below]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  const { [key]: old = null, ...others } = isObject(before) ? before : {};
  const now = changed(old, below, value);
  return now === null ? others : { ...others, [key]: now };
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names a candidate at a point by all that decides what it becomes: identical trials have the same key. */
export function keyOf(candidate: string, placed: PlacedCandidate): string {
  const text = canonicalJson({ candidate, ...placed });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
