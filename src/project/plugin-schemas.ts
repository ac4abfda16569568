import { paramsSchema } from '../contracts/params.js';
import {
  featureParams,
  listedSchema,
  type PluginCatalogue,
  type PluginInfo,
  pluginSchema,
} from './plugin-catalogue.js';
import { projectSchema } from './project-schema.js';
import { priceSchema } from './schema/delivery.js';
import { trainSchema } from './schema/train.js';

/** Where plug-ins are named in a project, and by which key. */
export const namedBlocks = [
  { path: ['ingest', 'sources'], key: 'type', kind: 'sources' },
  { path: ['ingest', 'privacy', 'columns'], key: 'action', kind: 'privacyActions' },
  { path: ['train', 'candidates'], key: 'model', kind: 'models' },
  { path: ['package', 'formats'], key: 'format', kind: 'formats' },
  { path: ['targets'], key: 'type', kind: 'targets' },
] as const;

/** Lists whose items are plug-ins, each named by a key it has. */
export const listedBlocks = [
  { path: ['ingest', 'combine'], kind: 'combineVerbs' },
  { path: ['ingest', 'quality'], kind: 'qualityRules' },
] as const;

/** Blocks that are one plug-in each, of the train block and of each candidate in it. */
export const singleBlock = { setting: 'imbalance', key: 'method', kind: 'resamplers' } as const;

/** Settings a block of plug-ins may have beside their own params, which are none of theirs. */
const besideParams: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  targets: { price: priceSchema },
  models: { imbalance: trainSchema.properties.imbalance },
};

/** Lists of steps, each of which is one plug-in. */
export const stepsBlock = {
  path: ['package', 'smaller', 'try'],
  within: 'steps',
  key: 'method',
  kind: 'smaller',
} as const;

/** Every schema a project is checked against: the project's, a feature column's, and each plug-in's as `models/mlp`. */
export function schemasOf(catalogue: PluginCatalogue): ReadonlyMap<string, object> {
  const schemas = new Map<string, object>([
    ['project', projectSchema],
    ['feature', featureSchema(catalogue.featureSteps)],
    ['features-together', matrixSchema(catalogue.matrixSteps)],
  ]);
  for (const { key, kind } of namedBlocks) {
    const plugins: Iterable<PluginInfo> = catalogue[kind];
    const extra = besideParams[kind] ?? {};
    for (const plugin of plugins) {
      schemas.set(
        `${kind}/${plugin.name}`,
        pluginSchema(plugin, { key, name: plugin.name }, extra),
      );
    }
  }
  for (const { key, kind } of [singleBlock, stepsBlock]) {
    for (const plugin of catalogue[kind]) {
      schemas.set(`${kind}/${plugin.name}`, pluginSchema(plugin, { key, name: plugin.name }));
    }
  }
  for (const { kind } of listedBlocks) {
    for (const plugin of catalogue[kind]) {
      schemas.set(`${kind}/${plugin.name}`, listedSchema(plugin));
    }
  }
  return schemas;
}

/** What may be said of a column under `features`: a step for each slot, and the params of them all. */
export function featureSchema(steps: PluginCatalogue['featureSteps']): object {
  const slots = Object.entries(steps).map(([slot, registry]) => {
    const names = [...registry].flatMap(({ name, forImports }) => (forImports ? [] : [name]));
    return [slot, slot === 'encode' ? oneOrSeveral(names) : { enum: names }];
  });
  const { properties } = paramsSchema(featureParams(steps));
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      ...(Object.fromEntries(slots) as object),
      drop: { type: 'boolean', description: 'Leave the column out' },
      indicator: {
        type: 'boolean',
        description: 'Add a feature that tells whether the value was missing',
      },
      ...withoutDefaults(properties),
    },
  };
}

/** What may be said of all columns together, under `features: _`. */
export function matrixSchema(steps: PluginCatalogue['matrixSteps']): object {
  const { properties } = paramsSchema(featureParams(steps));
  return {
    type: 'object',
    description: 'All columns together: fewer features are kept, or made of many',
    additionalProperties: false,
    properties: {
      select: { ...oneOrSeveral(steps.select.names), description: 'Which features are kept' },
      reduce: { enum: steps.reduce.names, description: 'What makes fewer features of many' },
      ...withoutDefaults(properties),
    },
  };
}

function oneOrSeveral(names: readonly string[]): object {
  return { anyOf: [{ enum: names }, { type: 'array', items: { enum: names }, minItems: 1 }] };
}

/** Defaults of a step are filled in once it is known which step a column gets. */
function withoutDefaults(properties: Readonly<Record<string, object>>): Record<string, object> {
  const entries = Object.entries(properties).map(([name, schema]) => {
    const { default: _, ...rest } = schema as { default?: unknown };
    return [name, rest];
  });
  return Object.fromEntries(entries) as Record<string, object>;
}
