import { Ajv, type ErrorObject } from 'ajv';
import type { Json, JsonObject } from '../contracts/json.js';
import { paramsSchema } from '../contracts/params.js';
import { type Complaint, describeSchemaError, notAllowed } from './describe-problem.js';
import {
  featureParams,
  type PluginCatalogue,
  type PluginInfo,
  pluginSchema,
} from './plugin-catalogue.js';
import type { Path } from './project.js';
import { projectSchema } from './project-schema.js';
import { priceSchema } from './schema/delivery.js';
import { isObject } from './short-forms.js';

const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false, verbose: true });

/**
 * Checks a project in its long form against the schema and the schemas of the plug-ins it names, and fills
 * in their defaults. Reports every complaint; the value may be used when there was none.
 */
export function checkShape(
  value: JsonObject,
  catalogue: PluginCatalogue,
  report: (complaint: Complaint) => void,
): void {
  check(projectSchema, value, { path: [], report });
  checkNamed(value, {
    path: ['ingest', 'sources'],
    key: 'type',
    plugins: catalogue.sources,
    report,
  });
  checkNamed(value, {
    path: ['train', 'candidates'],
    key: 'model',
    plugins: catalogue.models,
    report,
  });
  checkNamed(value, {
    path: ['targets'],
    key: 'type',
    plugins: catalogue.targets,
    extra: { price: priceSchema },
    report,
  });
  checkFeatures(value['features'], catalogue, report);
}

/** Validates one value; ajv compiles each schema object once. */
function check(
  schema: object,
  value: Json,
  { path, report }: { path: Path; report: (complaint: Complaint) => void },
): void {
  const validate = ajv.compile(schema);
  if (validate(value)) return;
  const errors = validate.errors as ErrorObject<string, Record<string, unknown>>[];
  for (const error of errors) report(describeSchemaError(error, path));
}

interface NamedCheck {
  readonly path: Path;
  /** The key that names the plug-in. */
  readonly key: string;
  readonly plugins: Iterable<PluginInfo> & {
    readonly names: readonly string[];
    has(name: string): boolean;
    get(name: string): PluginInfo;
  };
  readonly extra?: Readonly<Record<string, object>>;
  readonly report: (complaint: Complaint) => void;
}

/** Checks a mapping of names to plug-ins with their params. */
function checkNamed(project: JsonObject, named: NamedCheck): void {
  let mapping: Json | undefined = project;
  for (const step of named.path) mapping = isObject(mapping) ? mapping[step] : undefined;
  if (!isObject(mapping)) return;
  for (const [name, settings] of Object.entries(mapping)) {
    const path = [...named.path, name];
    const kind = isObject(settings) ? settings[named.key] : undefined;
    if (typeof kind !== 'string') continue;
    if (!named.plugins.has(kind)) {
      named.report(notAllowed([...path, named.key], kind, named.plugins.names));
      continue;
    }
    const plugin = named.plugins.get(kind);
    const schema = pluginSchema(plugin, { key: named.key, name: kind }, named.extra);
    check(schema, settings, { path, report: named.report });
  }
}

function checkFeatures(
  features: Json | undefined,
  catalogue: PluginCatalogue,
  report: (complaint: Complaint) => void,
): void {
  if (!isObject(features)) return;
  const slots = Object.entries(catalogue.featureSteps).map(([slot, steps]) => [
    slot,
    { enum: steps.names },
  ]);
  const { properties } = paramsSchema(featureParams(catalogue.featureSteps));
  const column = {
    type: 'object',
    additionalProperties: false,
    properties: {
      ...(Object.fromEntries(slots) as object),
      drop: { type: 'boolean' },
      ...withoutDefaults(properties),
    },
  };
  for (const [name, settings] of Object.entries(features)) {
    if (isObject(settings)) check(column, settings, { path: ['features', name], report });
  }
}

/** Defaults of a step are filled in once it is known which step a column gets. */
function withoutDefaults(properties: Readonly<Record<string, object>>): Record<string, object> {
  const entries = Object.entries(properties).map(([name, schema]) => {
    const { default: _, ...rest } = schema as { default?: unknown };
    return [name, rest];
  });
  return Object.fromEntries(entries) as Record<string, object>;
}
