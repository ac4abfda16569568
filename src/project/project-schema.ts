import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { AuditKind, AuditLevel } from '../contracts/split-audit.js';
import { aboutSchema } from './schema/about.js';
import { computeSchema } from './schema/compute.js';
import {
  deploySchema,
  packageSchema,
  priceSchema,
  registrySchema,
  targetsSchema,
} from './schema/delivery.js';
import { evaluateSchema } from './schema/evaluate.js';
import { featuresSchema } from './schema/features.js';
import { ingestSchema } from './schema/ingest.js';
import { requirementsSchema } from './schema/requirements.js';
import { serveSchema } from './schema/serve.js';
import { splitSchema } from './schema/split.js';
import { taskSchema } from './schema/task.js';
import { trainSchema } from './schema/train.js';
import { tuneSchema } from './schema/tune.js';

const costSchema = {
  type: 'object',
  description: 'What the work costs where a target does not say',
  additionalProperties: false,
  default: {},
  properties: { price: priceSchema },
} as const satisfies JSONSchema;

/** The shape of a project in its long form. Short forms are expanded before; plug-in params are checked after. */
export const projectSchema = {
  type: 'object',
  required: ['task', 'ingest'],
  additionalProperties: false,
  patternProperties: { '^x-': { description: 'Yours: anchors and notes that mlx does not read' } },
  properties: {
    version: { enum: [1], default: 1, description: 'Version of this file format' },
    name: {
      type: 'string',
      pattern: '^[a-z][a-z0-9-]*$',
      description: 'Name of the project; default: the folder it stands in',
    },
    seed: {
      type: 'integer',
      minimum: 0,
      maximum: 4294967295,
      default: 42,
      description: 'Seed of everything random',
    },
    extends: { type: 'array', items: { type: 'string' }, description: 'Files this one builds on' },
    environments: {
      type: 'object',
      description: 'Named overlays, chosen with `--env NAME`',
      additionalProperties: { type: 'object', additionalProperties: true },
    },
    about: aboutSchema,
    task: taskSchema,
    ingest: ingestSchema,
    split: splitSchema,
    features: featuresSchema,
    train: trainSchema,
    tune: tuneSchema,
    evaluate: evaluateSchema,
    requirements: requirementsSchema,
    package: packageSchema,
    registry: registrySchema,
    targets: targetsSchema,
    deploy: deploySchema,
    serve: serveSchema,
    compute: computeSchema,
    cost: costSchema,
  },
} as const satisfies JSONSchema;

type Written<Block extends keyof (typeof projectSchema)['properties']> = FromSchema<
  (typeof projectSchema)['properties'][Block]
>;

export type AboutSettings = Readonly<Written<'about'>>;
export type TaskSettings = Readonly<Written<'task'>>;
export type IngestSettings = Readonly<Written<'ingest'>>;
export type FeaturesSettings = Readonly<Written<'features'>>;
export type TrainSettings = Readonly<Written<'train'>>;
export type TuneSettings = Readonly<Written<'tune'>>;
export type EvaluateSettings = Readonly<Written<'evaluate'>>;
export type Requirement = Readonly<Written<'requirements'>[number]>;
export type PackageSettings = Readonly<Written<'package'>>;
export type RegistrySettings = Readonly<Written<'registry'>>;
export type TargetsSettings = Readonly<Written<'targets'>>;
export type DeploySettings = Readonly<Omit<Written<'deploy'>, 'port'>> & {
  readonly port: number | 'auto';
};
export type ServeSettings = Readonly<Written<'serve'>>;
export type ComputeSettings = Readonly<Written<'compute'>>;
export type CostSettings = Readonly<Written<'cost'>>;

/** A split with nothing left to fill in: the fractions sum to 1. */
export interface SplitSettings {
  readonly strategy: string;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Different times in each split, for `strategy: time`; the shares then count for nothing. */
  readonly steps?: { readonly train?: number; readonly validation: number; readonly test: number };
  /** The column that names the splits, for `strategy: column`. */
  readonly column?: string;
  /** What keeps together: given, or the only column with the role `group`. */
  readonly group?: string;
  /** What orders rows, for `strategy: time`: given, or the only column with the role `time`. */
  readonly time?: string;
  readonly gap?: number | string;
  readonly key?: readonly string[];
  readonly folds?: { readonly outer: number; readonly inner?: number; readonly repeats: number };
  readonly audit: Readonly<Record<AuditKind, AuditLevel>>;
  readonly sealed?: { readonly looks: number };
}
