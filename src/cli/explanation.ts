import type { Json } from '../contracts/json.js';
import { paramsSchema } from '../contracts/params.js';
import { errorCatalogue, exitCodes, MlxError, nearestWord } from '../errors/index.js';
import { featureParams, type ListedPlugin } from '../project/plugin-catalogue.js';
import { listedBlocks } from '../project/plugin-schemas.js';
import { projectSchema } from '../project/project-schema.js';
import type { Registry } from '../registry.js';
import type { Style } from '../ui/style.js';
import { plugins } from './plugins.js';

/** What there is to say about a topic. */
export interface Explanation {
  readonly topic: string;
  readonly title: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  /** What can be written below it. */
  readonly settings: readonly Setting[];
}

interface Setting {
  readonly name: string;
  readonly kind: string;
  readonly description: string;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: Json;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
}

/** Explains an error code, a plug-in or the path of a setting. Throws `usage/unknown-name` with the nearest topic. */
export function explanationOf(topic: string): Explanation {
  const found = explainCode(topic) ?? explainPlugin(topic) ?? explainSetting(topic);
  if (found !== undefined) return found;
  const known = Object.values(topics()).flat();
  const nearest = nearestWord(topic, known);
  throw new MlxError('usage/unknown-name', `There is nothing to explain about \`${topic}\``, {
    hints: [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      '`mlx explain` lists everything there is to ask for',
    ],
  });
}

/** Everything that can be explained, by kind. */
export function topics(): Record<string, readonly string[]> {
  const { models, sources, metrics, splitStrategies, samplers, targets, featureSteps } = plugins;
  const columnSteps = Object.values({ ...featureSteps, ...plugins.matrixSteps });
  return {
    settings: settingPaths(projectSchema, ''),
    models: models.names,
    sources: sources.names,
    ...Object.fromEntries(listed().map(({ kind, names }) => [`${kind}s`, names])),
    'split strategies': splitStrategies.names,
    'feature steps': [...new Set(columnSteps.flatMap(({ names }) => names))],
    samplers: samplers.names,
    targets: targets.names,
    metrics: metrics.names,
    'error codes': Object.keys(errorCatalogue),
  };
}

/** An explanation for a terminal. */
export function explanationText(explanation: Explanation, style: Style): string {
  const { topic, title, text, settings } = explanation;
  const width = Math.max(0, ...settings.map(({ name }) => name.length));
  const lines = [
    `${style.bold(topic)}  ${title}`,
    ...text.flatMap((paragraph) => ['', paragraph]),
    ...(settings.length === 0 ? [] : ['']),
    ...settings.flatMap(({ name, kind, description }) => [
      `  ${style.cyan(name.padEnd(width))}  ${description}`,
      ...(kind === '' ? [] : [`  ${' '.repeat(width)}  ${style.dim(kind)}`]),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function explainCode(topic: string): Explanation | undefined {
  const entry = Object.entries(errorCatalogue).find(([code]) => code === topic)?.[1];
  if (entry === undefined) return undefined;
  const { code, name } = exitCodes[entry.exit];
  const text = [entry.explanation, `Ends with exit code ${code} (${name}).`];
  return { topic, title: entry.title, text, settings: [] };
}

function explainPlugin(topic: string): Explanation | undefined {
  const { models, sources, splitStrategies, featureSteps, targets, samplers, metrics } = plugins;
  if (metrics.has(topic)) {
    const { title, tasks, direction, params = {} } = metrics.get(topic);
    const text = [
      `For ${tasks.join(', ')}. ${direction === 'higher' ? 'Higher' : 'Lower'} is better.`,
      ...Object.entries(params).map(
        ([name, { description }]) => `${topic}(${name}=…): ${description}.`,
      ),
    ];
    return { topic, title: `metric: ${title}, as scikit-learn defines it`, text, settings: [] };
  }
  const steps = Object.values({ ...featureSteps, ...plugins.matrixSteps });
  const kinds = [models, sources, splitStrategies, ...steps, targets];
  for (const registry of kinds) {
    if (!registry.has(topic)) continue;
    const { summary, params } = registry.get(topic);
    const settings = settingsIn(paramsSchema(params));
    return { topic, title: `${registry.kind}: ${summary}`, text: [], settings };
  }
  const item = listed().find(({ names }) => names.includes(topic));
  if (item !== undefined) return explainItem(item, topic);
  if (!samplers.has(topic)) return undefined;
  return { topic, title: `sampler: ${samplers.get(topic).summary}`, text: [], settings: [] };
}

/** Plug-ins that stand in lists, by the block that holds the list. */
function listed(): readonly Registry<ListedPlugin>[] {
  return listedBlocks.map(({ kind }) => plugins[kind]);
}

function explainItem(registry: Registry<ListedPlugin>, topic: string): Explanation {
  const { summary, properties, required = [] } = registry.get(topic);
  const settings = settingsIn({ properties, required: [topic, ...required] });
  return { topic, title: `${registry.kind}: ${summary}`, text: [], settings };
}

function explainSetting(topic: string): Explanation | undefined {
  let schema: Schema | undefined = projectSchema;
  for (const step of topic.split('.')) schema = below(schema, step);
  if (schema === undefined) return undefined;
  const { description = '' } = schema;
  const item = schema.items ?? schema.additionalProperties;
  const inner = typeof item === 'object' ? item : schema;
  const text = [kindOf(schema), choicesFor(topic)].filter((line) => line !== '');
  return { topic, title: description, text, settings: settingsIn(inner) };
}

function below(schema: Schema | undefined, step: string): Schema | undefined {
  const own = schema?.properties?.[step];
  if (own !== undefined) return own;
  const any = schema?.additionalProperties;
  if (typeof any === 'object') return any;
  return schema?.items === undefined ? undefined : below(schema.items, step);
}

/** Settings that name a plug-in list the plug-ins there are. */
function choicesFor(topic: string): string {
  const { models, sources, splitStrategies, featureSteps, targets, samplers, metrics } = plugins;
  const lists: Readonly<Record<string, readonly string[]>> = {
    'ingest.sources': sources.names,
    'split.strategy': splitStrategies.names,
    'train.candidates': models.names,
    'train.select': metrics.names,
    'tune.sampler': samplers.names,
    targets: targets.names,
    'requirements.metric': metrics.names,
    features: Object.keys(
      paramsSchema(featureParams({ ...featureSteps, ...plugins.matrixSteps })).properties,
    ),
  };
  const list = listedBlocks.find(({ path }) => path.join('.') === topic);
  const names = list === undefined ? lists[topic] : plugins[list.kind].names;
  if (names === undefined) return '';
  const what = topic === 'features' ? 'Params of the steps' : 'There are';
  return `${what}: ${names.join(', ')}. \`mlx explain NAME\` says more.`;
}

function settingsIn({ properties = {}, required = [] }: Schema): Setting[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    kind: [required.includes(name) ? 'required' : '', kindOf(schema)].filter(Boolean).join(', '),
    description: schema.description ?? '',
  }));
}

function kindOf(schema: Schema): string {
  const parts = [
    schema.enum === undefined
      ? typeText(schema.type)
      : `one of ${schema.enum.map(String).join(', ')}`,
    schema.minimum === undefined ? '' : `at least ${schema.minimum}`,
    schema.exclusiveMinimum === undefined ? '' : `above ${schema.exclusiveMinimum}`,
    schema.maximum === undefined ? '' : `at most ${schema.maximum}`,
    schema.exclusiveMaximum === undefined ? '' : `below ${schema.exclusiveMaximum}`,
    schema.default === undefined || typeof schema.default === 'object'
      ? ''
      : `default ${JSON.stringify(schema.default)}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function typeText(type: Schema['type']): string {
  const words: Readonly<Record<string, string>> = {
    object: 'mapping',
    array: 'list',
    string: 'text',
    integer: 'whole number',
  };
  const types = typeof type === 'string' ? [type] : (type ?? []);
  return types.map((each) => words[each] ?? each).join(' or ');
}

function settingPaths(schema: Schema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    return [path, ...settingPaths(inner, path)];
  });
}
