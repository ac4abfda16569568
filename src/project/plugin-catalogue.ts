import type { Json, JsonObject } from '../contracts/json.js';
import { type Params, paramsSchema } from '../contracts/params.js';
import type { TaskKind } from '../contracts/task.js';
import type { Problem } from '../errors/index.js';
import type { Registry } from '../registry.js';

/** What checking a project needs to know of a plug-in. */
export interface PluginInfo {
  readonly name: string;
  readonly summary: string;
  readonly params: Params;
  /** Params that must be given. */
  readonly required?: readonly string[];
}

/**
 * What checking a project needs to know of a plug-in that stands in a list and is named by a key it has, as
 * `between` is in `{ column: age, between: [0, 9] }`.
 */
export interface ListedPlugin {
  /** The key that names it. */
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of every setting an item may hold, that of the naming key among them. */
  readonly properties: Readonly<Record<string, ListedSetting>>;
  /** Settings that must be given besides the naming key. */
  readonly required?: readonly string[];
}

/** JSON Schema of one setting of an item; its default is for people to read, the schema fills it in. */
export interface ListedSetting {
  readonly description: string;
  readonly default?: Json;
}

/** What checking and explaining a project needs to know of a metric. */
interface MetricInfo {
  readonly name: string;
  readonly title: string;
  readonly tasks: readonly TaskKind[];
  readonly direction: 'higher' | 'lower';
  /** It has a value without labels. */
  readonly needsNoTruth?: boolean;
  readonly params?: Params;
}

/** Every plug-in a project may name, by what it is. Handed in from above: this room knows none of them. */
export interface PluginCatalogue {
  readonly sources: Registry<PluginInfo & { readonly extensions: readonly string[] }>;
  readonly privacyActions: Registry<
    PluginInfo & {
      /** Whether a model may learn from what is left of a column. */
      readonly mayBeFeature: boolean;
      /** What is wrong between the settings of an action, as it stands after its name. */
      complaint?(settings: JsonObject): string | undefined;
    }
  >;
  readonly splitStrategies: Registry<PluginInfo>;
  readonly combineVerbs: Registry<ListedPlugin>;
  readonly qualityRules: Registry<ListedPlugin>;
  readonly featureSteps: Readonly<
    Record<
      'impute' | 'outliers' | 'scale' | 'encode',
      Registry<PluginInfo & { readonly forImports?: true }>
    >
  >;
  /** Steps over the features of all columns. */
  readonly matrixSteps: Readonly<Record<'select' | 'reduce', Registry<PluginInfo>>>;
  readonly models: Registry<
    PluginInfo & {
      readonly tasks: readonly TaskKind[];
      readonly composes?: true;
      /** Of forecasts: it reads columns whose values are known for times to come. */
      readonly readsAhead?: true;
    }
  >;
  /** Methods of `train.imbalance`. */
  readonly resamplers: Registry<PluginInfo>;
  readonly metrics: Registry<MetricInfo> & {
    /** What is wrong with a metric's name, which may say more, as `fbeta(beta=2)` does. */
    problemIn(name: string): string | undefined;
  };
  readonly samplers: Registry<{ readonly name: string; readonly summary: string }>;
  readonly pruners: Registry<{ readonly name: string; readonly summary: string }>;
  /** What is wrong with a search space, for its sampler too; each path leads on from `tune.search`. */
  readonly searchProblems: (
    search: Readonly<Record<string, unknown>>,
    sampler: string,
  ) => readonly (Problem & { readonly path: readonly string[] })[];
  /** Forms of a package beside its own. */
  readonly formats: Registry<PluginInfo>;
  /** Ways to make a model smaller. */
  readonly smaller: Registry<PluginInfo>;
  readonly targets: Registry<PluginInfo & { readonly serves: boolean }>;
}

/** The settings of one plug-in in the file: its params, and the key that names it. */
export function pluginSchema(
  { summary, params, required = [] }: PluginInfo,
  naming: { readonly key: string; readonly name: string },
  extra: Readonly<Record<string, object>> = {},
): { readonly properties: object; readonly [keyword: string]: unknown } {
  const schema = paramsSchema(params);
  return {
    ...schema,
    description: summary,
    required: [naming.key, ...required],
    properties: { [naming.key]: { const: naming.name }, ...schema.properties, ...extra },
  };
}

/** The schema of an item of a list that is this plug-in: closed, so that a misspelt key is found. */
export function listedSchema({ name, summary, properties, required = [] }: ListedPlugin): object {
  return {
    type: 'object',
    description: summary,
    additionalProperties: false,
    required: [name, ...required],
    properties,
  };
}

/** The params a column of the features block may set: those of every step. */
export function featureParams(steps: Readonly<Record<string, Registry<PluginInfo>>>): Params {
  const all = Object.values(steps).flatMap((slot) => [...slot]);
  return Object.assign({}, ...all.map(({ params }) => params)) as Params;
}
