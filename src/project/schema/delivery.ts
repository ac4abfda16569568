import type { JSONSchema } from 'json-schema-to-ts';
import { s3ConnectionParams } from '../../contracts/s3-connection.js';
import { smallerSchema } from './smaller.js';

/** What an hour costs. Every figure in a cost report carries the day and the source given here. */
export const priceSchema = {
  type: 'object',
  description: 'What an hour costs; frozen into each run record with its date',
  additionalProperties: false,
  required: ['usd_per_hour', 'as_of'],
  properties: {
    usd_per_hour: { type: 'number', minimum: 0, description: 'US dollars per hour' },
    as_of: {
      type: 'string',
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      description: 'Day the price was looked up, as YYYY-MM-DD',
    },
    source: { type: 'string', default: 'mlx.yaml', description: 'Where the price is from' },
  },
} as const satisfies JSONSchema;

/** What is put into the package. */
export const packageSchema = {
  type: 'object',
  description: 'What is put into the package',
  additionalProperties: false,
  default: {},
  properties: {
    golden_rows: {
      type: 'integer',
      minimum: 1,
      maximum: 20,
      default: 20,
      description: 'Test rows packed with their predictions, replayed before every deployment',
    },
    formats: {
      type: 'object',
      default: {},
      description:
        'Other forms the package is written in too, by name: a list (`[web, { onnx: { opset: 17 } }]`) or a mapping. Each is run and held against the golden predictions',
      additionalProperties: {
        type: 'object',
        required: ['format'],
        additionalProperties: true,
        properties: { format: { type: 'string', description: 'Name of the format' } },
      },
    },
    smaller: smallerSchema,
    sign: {
      type: 'string',
      minLength: 1,
      description:
        'Key to sign the package with: a name of `mlx keys list`, or a private key by reference, such as `${env:MLX_SIGNING_KEY}`',
    },
    push: {
      type: 'object',
      description:
        'Where `mlx package --push` puts the container image: a repository (`ghcr.io/team/model`), or a mapping that says who asks. Without an account, as `docker login` left it',
      additionalProperties: false,
      required: ['to'],
      properties: {
        to: {
          type: 'string',
          minLength: 1,
          description:
            'Repository, with a tag if it is always the same; otherwise the tag is the version of the package. `http://` before it goes without TLS',
        },
        user: { type: 'string', minLength: 1, description: 'Account at the registry' },
        password: {
          type: 'string',
          minLength: 1,
          description: 'Password or access token of that account, such as `${env:GHCR_TOKEN}`',
        },
        token: {
          type: 'string',
          minLength: 1,
          description: 'Bearer token that is sent as it is, in place of an account',
        },
        mount_from: {
          type: 'string',
          minLength: 1,
          description:
            'Another repository of the same registry, such as `team/base`: layers that lie there are not sent again',
        },
      },
    },
  },
} as const satisfies JSONSchema;

/** Where the registry of the project lies, and what it lets through. */
export const registrySchema = {
  type: 'object',
  description:
    'Where versions of the model are kept, and what may come out; a text alone is `url` or `path`',
  additionalProperties: false,
  properties: {
    path: {
      type: 'string',
      minLength: 1,
      description:
        'Folder of the registry, relative to the project file, such as one that a team shares; default: `.mlx/registry`',
    },
    url: {
      type: 'string',
      pattern: '^s3://[^/]+(/.*)?$',
      description:
        'Bucket of the registry instead of a folder, such as `s3://models/churn`: of AWS or of any service that speaks S3 and has conditional writes',
    },
    ...s3ConnectionParams,
    mlflow: {
      type: 'object',
      additionalProperties: false,
      description: 'The MLflow server that `mlx registry push` tells of versions',
      properties: {
        url: {
          type: 'string',
          minLength: 1,
          description:
            'Address of the server, such as `http://mlflow.example.com:5000`; default: MLFLOW_TRACKING_URI',
        },
        experiment: {
          type: 'string',
          minLength: 1,
          description: 'Experiment that runs are entered in; default: the name of the project',
        },
        model: {
          type: 'string',
          minLength: 1,
          description: 'Registered model that gets the versions; default: the name of the project',
        },
        username: {
          type: 'string',
          minLength: 1,
          description: 'User; default: MLFLOW_TRACKING_USERNAME',
        },
        password: {
          type: 'string',
          minLength: 1,
          description:
            'Password, such as `${env:MLFLOW_PASSWORD}`; default: MLFLOW_TRACKING_PASSWORD',
        },
        token: {
          type: 'string',
          minLength: 1,
          description: 'Token instead of a password; default: MLFLOW_TRACKING_TOKEN',
        },
      },
    },
    require_signature: {
      type: 'boolean',
      default: false,
      description: 'Whether only signed packages are deployed, served and promoted',
    },
    trusted: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      default: [],
      description:
        'Whose signature counts: names of `mlx keys list`, ids of keys, or paths of public keys; default: every key of the user',
    },
  },
} as const satisfies JSONSchema;

/** Where work runs and packages are served. */
export const targetsSchema = {
  type: 'object',
  description: 'Named places where stages run and packages are served',
  default: {},
  additionalProperties: {
    type: 'object',
    required: ['type'],
    additionalProperties: true,
    properties: {
      type: { type: 'string', description: 'Kind of target' },
      price: priceSchema,
    },
  },
} as const satisfies JSONSchema;

/** Where and how the package is served. */
export const deploySchema = {
  type: 'object',
  description: 'Where the package is served',
  additionalProperties: false,
  properties: {
    to: { type: 'string', default: 'local', description: 'Name of a target' },
    alias: {
      type: 'string',
      pattern: '^[a-z][a-z0-9-]*$',
      default: 'production',
      description: 'The name that points at the version being served',
    },
    host: { type: 'string', default: '127.0.0.1', description: 'Address to listen on' },
    port: {
      // One schema for both, so that a wrong value is one problem and not one for each.
      type: ['integer', 'string'],
      minimum: 0,
      maximum: 65535,
      pattern: '^auto$',
      default: 'auto',
      description:
        'Port to listen on; `auto` is 8080 or the next that is free, 0 any that is free; the one taken is kept while nobody else has it',
    },
    timeout_seconds: {
      type: 'number',
      exclusiveMinimum: 0,
      default: 30,
      description: 'How long a server may take to be ready',
    },
  },
} as const satisfies JSONSchema;
