import type { Json, JsonObject } from '../contracts/json.js';
import { columnRoles } from '../contracts/table.js';
import { expandCombine } from './combine-forms.js';
import { expandPackage } from './format-forms.js';
import { eachEntry, isModule, isObject, onlyKey, pick, wrap } from './json-mapping.js';
import type { Path } from './project.js';
import { expandRequirements, metricName } from './requirement-forms.js';
import { privacySchema } from './schema/privacy.js';
import { expandSplit, fractionOf } from './split-forms.js';
import { expandSteps } from './step-forms.js';
import { expandTrain } from './train-forms.js';
import { trialCosts } from './trial-costs.js';

/** A value in its long form, and where the parts that moved were written. */
export interface Expanded {
  readonly value: Json;
  readonly moves: readonly { readonly now: Path; readonly written: Path }[];
}

/** What expanding may look at. */
export interface ExpandContext {
  /** All settings below this layer, already in the long form. */
  readonly base: JsonObject;
  /** The kind of source that reads files with this ending. */
  readonly sourceTypeOf: (path: string) => string | undefined;
}

type Moves = { readonly now: Path; readonly written: Path }[];

/**
 * Turns every short form into the long one, so that the schema knows one shape only and its complaints are
 * plain. What is neither form is left as it is: the schema will say what is wrong with it.
 */
export function expandShortForms(written: JsonObject, context: ExpandContext): Expanded {
  const moves: Moves = [];
  const expanded: Record<string, Json> = { ...written };
  const at = (key: string, expand: (value: Json) => Json): void => {
    const value = expanded[key];
    if (value !== undefined) expanded[key] = expand(value);
  };
  at('extends', (value) => (typeof value === 'string' ? [value] : value));
  at('ingest', (value) =>
    expandSteps(expandCombine(expandIngest(value, context, moves), moves), moves),
  );
  at('task', (value) => expandTask(value, moves));
  at('split', (value) => expandSplit(value, moves));
  at('features', (value) => eachEntry(value, (item) => (item === 'drop' ? { drop: true } : item)));
  at('train', (value) => expandTrain(value, context.base, moves));
  at('requirements', (value) => expandRequirements(value, moves));
  at('tune', (value) => expandTune(value, moves));
  at('evaluate', expandEvaluate);
  at('package', (value) => expandPackage(value, context.base, moves));
  at('registry', expandRegistry);
  at('targets', (value) => eachEntry(value, (item) => wrap(item, 'type')));
  at('deploy', (value) => (value === true ? {} : wrap(value, 'to')));
  return { value: expanded, moves };
}

/** Keys beside the sources. A source of a database may have a `schema` of its own, which is a name. */
function isIngestKey(key: string, value: Json | undefined): boolean {
  return ingestKeys.includes(key) || (key === 'schema' && isObject(value));
}

const ingestKeys = ['source_column', 'columns', 'combine', 'steps', 'quality', 'privacy', 'sample'];

function expandIngest(value: Json, context: ExpandContext, moves: Moves): Json {
  if (typeof value === 'string') return { sources: { data: typed({ path: value }, context) } };
  if (!isObject(value)) return value;
  const { sources, ...rest } = value;
  const loose = Object.keys(rest).filter((key) => !isIngestKey(key, rest[key]));
  if (sources !== undefined) {
    const long = eachEntry(sources, (item) => typed(wrap(item, 'path'), context));
    return { sources: long, ...rest, ...listsOf(value), ...privacyOf(value, moves) };
  }
  if (loose.length === 0) return { ...rest, ...listsOf(value), ...privacyOf(value, moves) };
  const name = onlyKey(context.base, ['ingest', 'sources']) ?? 'data';
  for (const key of loose) {
    moves.push({ now: ['ingest', 'sources', name, key], written: ['ingest', key] });
  }
  const kept = Object.keys(rest).filter((key) => isIngestKey(key, rest[key]));
  return {
    sources: { [name]: typed(pick(value, loose), context) },
    ...pick(rest, kept),
    ...listsOf(value),
    ...privacyOf(value, moves),
  };
}

/** What stands beside the sources, in the long form. */
function listsOf(value: JsonObject): JsonObject {
  return { ...columnsOf(value), ...qualityOf(value), ...sampleOf(value) };
}

/** A hundred per cent is not the one row that `1` would be. */
function sampleOf({ sample }: JsonObject): JsonObject {
  const share = sample === undefined ? undefined : fractionOf(sample);
  return share === undefined || share >= 1 ? {} : { sample: share };
}

function qualityOf({ quality }: JsonObject): JsonObject {
  if (quality === undefined || !Array.isArray(quality)) return {};
  const long = (rule: Json): Json => {
    if (!isObject(rule) || rule['max_share'] === undefined) return rule;
    return { ...rule, max_share: fractionOf(rule['max_share']) ?? rule['max_share'] };
  };
  return { quality: (quality as readonly Json[]).map(long) };
}

function columnsOf({ columns }: JsonObject): JsonObject {
  if (columns === undefined) return {};
  const long = (item: Json): Json => {
    if ((columnRoles as readonly Json[]).includes(item)) return { role: item };
    return wrap(item, 'type');
  };
  return { columns: eachEntry(columns, long) };
}

/** What is no setting of its own is a column; one that is called like a setting has to stand under `columns`. */
function privacyOf({ privacy }: JsonObject, moves: Moves): JsonObject {
  if (!isObject(privacy)) return privacy === undefined ? {} : { privacy };
  const loose = Object.keys(privacy).filter((key) => !privacyKeys.includes(key));
  for (const key of loose) {
    moves.push({ now: ['ingest', 'privacy', 'columns', key], written: ['ingest', 'privacy', key] });
  }
  const declared = privacy['columns'];
  if (declared !== undefined && !isObject(declared)) return { privacy };
  const columns = eachEntry({ ...declared, ...pick(privacy, loose) }, (item) =>
    wrap(item, 'action'),
  );
  return { privacy: { ...pick(privacy, privacyKeys), columns } };
}

const privacyKeys = Object.keys(privacySchema.properties);

/** Says the kind of source when the file's ending does. A module of the project's own is handed all that stands beside it. */
function typed(source: Json, { sourceTypeOf }: ExpandContext): Json {
  if (!isObject(source)) return source;
  const { type: written, null_values: nulls, ...params } = source;
  if (typeof written === 'string' && isModule(written)) {
    const custom = { type: 'custom', module: written, params };
    return nulls === undefined ? custom : { ...custom, null_values: nulls };
  }
  if (written !== undefined) return source;
  const { path } = source;
  if (typeof path === 'string' && isModule(path)) return { type: 'custom', module: path };
  const type = typeof path === 'string' ? sourceTypeOf(path) : undefined;
  return type === undefined ? source : { type, ...source };
}

function expandTask(value: Json, moves: Moves): Json {
  if (!isObject(value)) return value;
  const shares = ['contamination', 'interval'].flatMap((key) => {
    const share = value[key] === undefined ? undefined : fractionOf(value[key]);
    return share === undefined ? [] : [[key, share] as const];
  });
  const { target } = value;
  const [first] = Array.isArray(target) ? (target as readonly Json[]) : [];
  if (first === undefined) return { ...value, ...Object.fromEntries(shares) };
  moves.push({ now: ['task', 'targets'], written: ['task', 'target'] });
  return { ...value, ...Object.fromEntries(shares), target: first, targets: target as Json };
}

function expandTune(value: Json, moves: Moves): Json {
  if (value === 'auto' || value === true) return { search: 'auto' };
  if (!isObject(value)) return value;
  const { minutes, confirm, ...rest } = value;
  if (minutes !== undefined)
    moves.push({ now: ['tune', 'budget', 'minutes'], written: ['tune', 'minutes'] });
  const long = (item: Json): Json =>
    Array.isArray(item) ? { values: item as readonly Json[] } : item;
  return {
    ...rest,
    ...(rest['search'] !== undefined && { search: eachEntry(rest['search'], long) }),
    ...(Array.isArray(rest['objectives']) && { objectives: rest['objectives'].map(objectiveOf) }),
    ...(minutes !== undefined && { budget: withMinutes(rest['budget'], minutes) }),
    ...(confirm !== undefined && confirm !== false && { confirm: confirmOf(confirm) }),
  };
}

function withMinutes(budget: Json | undefined, minutes: Json): Json {
  return { ...(isObject(budget) && budget), minutes };
}

/** An objective by its name alone, or a metric that is told something in a mapping. */
function objectiveOf(item: Json): Json {
  if (typeof item === 'string') return trialCosts.get(item) ?? { metric: item };
  if (!isObject(item) || item['metric'] === undefined) return item;
  const cost = Object.keys(item).length === 1 ? trialCosts.get(item['metric']) : undefined;
  if (cost !== undefined) return cost;
  return { ...item, metric: metricName(item['metric']) };
}

function confirmOf(value: Json): Json {
  return value === true ? {} : typeof value === 'number' ? { repeats: value } : value;
}

/** `registry: s3://bucket/prefix` is a bucket, any other text a folder. */
function expandRegistry(value: Json): Json {
  return wrap(value, typeof value === 'string' && value.startsWith('s3://') ? 'url' : 'path');
}

/** `insight: false` is nothing of it, `insight: true` what is done anyway. */
function expandEvaluate(value: Json): Json {
  if (!isObject(value) || typeof value['insight'] !== 'boolean') return value;
  const none = { importance: false, dependence: 0, contributions: 0, slices: false };
  return { ...value, insight: value['insight'] ? {} : { ...none, learning_curve: false } };
}

export { isObject };
