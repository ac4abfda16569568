import { auditLevels } from '../contracts/split-audit.js';
import {
  type ListedPlugin,
  listedSchema,
  type PluginCatalogue,
  type PluginInfo,
  pluginSchema,
} from './plugin-catalogue.js';
import { featureSchema, matrixSchema } from './plugin-schemas.js';
import { projectSchema } from './project-schema.js';
import { withReferences } from './published-references.js';
import { metricForms, publishedRequirements } from './published-requirements.js';
import { eachFraction, percent } from './published-shares.js';
import { publishedSmaller } from './published-smaller.js';
import { priceSchema } from './schema/delivery.js';
import { shareRepeated } from './share-repeated.js';

const text = { type: 'string' };
const modulePattern = '\\.m?[jt]s$';

/** The whole schema in one document, for editors: the long form, every short form, and each plug-in's params. */
export function publishedSchema(catalogue: PluginCatalogue): object {
  const { properties } = projectSchema;
  const { ingest, split, features, train, tune, evaluate, targets, deploy, registry } = properties;
  const sources = ownOrNamed(catalogue.sources, 'type');
  const source = { anyOf: [text, sources] };
  const columns = {
    ...ingest.properties.columns,
    additionalProperties: { anyOf: [text, ingest.properties.columns.additionalProperties] },
  };
  const { source_column, schema } = ingest.properties;
  const combine = listOf(ingest.properties.combine, catalogue.combineVerbs);
  const quality = listOf(ingest.properties.quality, catalogue.qualityRules);
  const privacy = publishedPrivacy(catalogue);
  const imbalance = {
    anyOf: [{ enum: catalogue.resamplers.names }, named(catalogue.resamplers, 'method')],
  };
  const candidate = { anyOf: [text, ownOrNamed(catalogue.models, 'model', { imbalance })] };
  const threshold = {
    anyOf: [{ type: 'number', minimum: 0, maximum: 1 }, train.properties.threshold],
  };
  const select = metricForms(catalogue, train.properties.select);
  const { items: objective } = tune.properties.objectives;
  const beside = { imbalance, threshold };
  const { task } = properties;
  const { contamination, interval, target } = task.properties;
  const asked = {
    contamination: { anyOf: [contamination, percent] },
    interval: { anyOf: [interval, percent] },
    target: { anyOf: [target, task.properties.targets] },
  };
  const blocks = {
    ...properties,
    task: patch(task, asked),
    evaluate: patch(evaluate, {
      insight: { anyOf: [{ type: 'boolean' }, evaluate.properties.insight] },
    }),
    extends: { anyOf: [text, properties.extends] },
    ingest: {
      description: ingest.description,
      anyOf: [
        text,
        patch(ingest, {
          sources: { ...ingest.properties.sources, additionalProperties: source },
          columns,
          combine,
          quality,
          privacy,
        }),
        {
          ...ownOrNamed(catalogue.sources, 'type', {
            columns,
            source_column,
            quality,
            privacy,
            schema,
          }),
          anyOf: [{ required: ['path'] }, { required: ['type'] }],
        },
      ],
    },
    split: {
      description: split.description,
      anyOf: [
        { enum: catalogue.splitStrategies.names },
        patch(split, {
          strategy: { ...split.properties.strategy, enum: catalogue.splitStrategies.names },
          ...eachFraction(split.properties),
          key: { anyOf: [text, split.properties.key] },
          folds: { anyOf: [{ type: 'integer', minimum: 2 }, split.properties.folds] },
          audit: { anyOf: [{ enum: auditLevels }, split.properties.audit] },
          sealed: { anyOf: [{ type: 'integer', minimum: 1 }, split.properties.sealed] },
        }),
      ],
    },
    features: {
      ...features,
      properties: { _: matrixSchema(catalogue.matrixSteps) },
      additionalProperties: { anyOf: [{ const: 'drop' }, featureSchema(catalogue.featureSteps)] },
    },
    train: {
      description: train.description,
      anyOf: [
        { anyOf: [{ enum: catalogue.models.names }, own] },
        patch(train, {
          ...{ ...beside, select },
          candidates: { ...train.properties.candidates, additionalProperties: candidate },
        }),
        {
          ...ownOrNamed(catalogue.models, 'model', {
            ...beside,
            calibrate: train.properties.calibrate,
            // In full for each family, this would be most of the schema.
            select: { anyOf: [text, { type: 'object' }] },
            start_from: train.properties.start_from,
            tensorboard: train.properties.tensorboard,
          }),
          required: ['model'],
        },
      ],
    },
    tune: {
      description: tune.description,
      anyOf: [
        { enum: ['auto', true] },
        patch(tune, {
          sampler: { ...tune.properties.sampler, enum: catalogue.samplers.names },
          pruner: { ...tune.properties.pruner, enum: ['none', ...catalogue.pruners.names] },
          minutes: tune.properties.budget.properties.minutes,
          objectives: {
            ...tune.properties.objectives,
            items: {
              anyOf: [
                text,
                patch(objective, {
                  metric: metricForms(catalogue, objective.properties.metric),
                }),
              ],
            },
          },
          confirm: {
            description: tune.properties.confirm.description,
            anyOf: [
              { type: 'boolean' },
              tune.properties.confirm.properties.repeats,
              tune.properties.confirm,
            ],
          },
          search: {
            ...tune.properties.search,
            additionalProperties: {
              anyOf: [{ type: 'array' }, tune.properties.search.additionalProperties],
            },
          },
        }),
      ],
    },
    registry: { description: registry.description, anyOf: [text, registry] },
    targets: {
      ...targets,
      additionalProperties: {
        anyOf: [
          { enum: catalogue.targets.names },
          named(catalogue.targets, 'type', { price: priceSchema }),
        ],
      },
    },
    package: patch(properties.package, { smaller: publishedSmaller(catalogue) }),
    requirements: publishedRequirements(catalogue),
    deploy: { description: deploy.description, anyOf: [text, { const: true }, deploy] },
  };
  return shareRepeated({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'mlx project',
    ...projectSchema,
    properties: withReferences(blocks),
  });
}

const own = {
  type: 'string',
  pattern: modulePattern,
  description: "A module of the project's own",
};

/** A plug-in's settings; a module of the project's own is handed whatever stands beside it. */
function ownOrNamed(
  plugins: Iterable<PluginInfo> & { readonly names: readonly string[] },
  key: string,
  extra: Readonly<Record<string, object>> = {},
): object {
  return {
    ...named(plugins, key, extra),
    properties: { [key]: { anyOf: [{ enum: plugins.names }, own] } },
  };
}

/** The settings of privacy, and beside them any column with its action. */
function publishedPrivacy({ privacyActions }: PluginCatalogue): object {
  const { privacy } = projectSchema.properties.ingest.properties;
  const action = { anyOf: [{ enum: privacyActions.names }, named(privacyActions, 'action')] };
  const columns = { ...privacy.properties.columns, additionalProperties: action };
  return { ...patch(privacy, { columns }), additionalProperties: action };
}

/** A plug-in's settings, chosen by the value of the key that names it. */
function named(
  plugins: Iterable<PluginInfo> & { readonly names: readonly string[] },
  key: string,
  extra: Readonly<Record<string, object>> = {},
): object {
  return {
    type: 'object',
    properties: { [key]: { enum: plugins.names } },
    allOf: [...plugins].map((plugin) => ({
      if: { required: [key], properties: { [key]: { const: plugin.name } } },
      then: withStoppingOff(pluginSchema(plugin, { key, name: plugin.name }, extra)),
    })),
  };
}

/** `early_stopping: false`, of families that stop early. */
function withStoppingOff(schema: { readonly properties: object }): object {
  if (!('early_stopping' in schema.properties)) return schema;
  const { description, ...group } = schema.properties.early_stopping as { description: string };
  return patch(schema, { early_stopping: { description, anyOf: [{ const: false }, group] } });
}

/** A list whose items are plug-ins, each named by a key it has. */
function listOf(list: object, plugins: Iterable<ListedPlugin>): object {
  const items = [...plugins].map((plugin) =>
    listedSchema({ ...plugin, properties: withPercent(plugin.properties) }),
  );
  return { ...list, items: { anyOf: items } };
}

/** A share of the rows may be written in per cent. */
function withPercent(properties: ListedPlugin['properties']): ListedPlugin['properties'] {
  const { max_share: share } = properties;
  if (share === undefined) return properties;
  const { description, ...schema } = share;
  return { ...properties, max_share: { description, ...{ anyOf: [schema, percent] } } };
}

function patch(schema: { readonly properties: object }, properties: object): object {
  return { ...schema, properties: { ...schema.properties, ...properties } };
}
