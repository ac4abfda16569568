import type { JSONSchema } from 'json-schema-to-ts';
import { serveRolloutSchema } from './serve-rollout.js';
import { serveSecuritySchema } from './serve-security.js';

const limitsSchema = {
  type: 'object',
  description: 'What a request, and all of them together, may ask for',
  additionalProperties: false,
  default: {},
  properties: {
    rows: { type: 'integer', minimum: 1, default: 1000, description: 'Rows in one request' },
    body_mb: {
      type: 'number',
      exclusiveMinimum: 0,
      default: 4,
      description: 'Size of one body; a stream may be longer, a line of it not',
    },
    concurrent: {
      type: 'integer',
      minimum: 1,
      default: 256,
      description:
        'Requests under way in all workers together; the next is told to come back (429)',
    },
    connections: {
      type: 'integer',
      minimum: 1,
      default: 2048,
      description: 'Connections to all workers together; more are closed at once',
    },
    receive_seconds: {
      type: 'number',
      exclusiveMinimum: 0,
      default: 15,
      description: 'How long a client may take to send a request (408)',
    },
    answer_seconds: {
      type: 'number',
      exclusiveMinimum: 0,
      default: 30,
      description: 'How long an answer may take (503)',
    },
    drain_seconds: {
      type: 'number',
      exclusiveMinimum: 0,
      default: 10,
      description: 'How long a closing server waits for what is under way',
    },
  },
} as const satisfies JSONSchema;

const predictionLogSchema = {
  type: 'object',
  description: 'What is kept of rows and answers, below `.mlx/served/`',
  additionalProperties: false,
  default: {},
  properties: {
    sample: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0,
      description: 'Share of the requests that is kept; 0 keeps none',
    },
    private: {
      type: 'array',
      items: { type: 'string' },
      default: [],
      description: 'Columns that are kept as keyed hashes, beside those of `ingest.privacy`',
    },
    file_mb: {
      type: 'number',
      exclusiveMinimum: 0,
      default: 64,
      description: 'Size at which a new file is begun',
    },
    files: { type: 'integer', minimum: 1, default: 16, description: 'Newest files to keep' },
  },
} as const satisfies JSONSchema;

/** How a package is served. Nothing here changes what a model answers, nor what any stage does. */
export const serveSchema = {
  type: 'object',
  description: 'How a package is served, by `mlx serve` and by `mlx deploy`',
  additionalProperties: false,
  default: {},
  properties: {
    workers: {
      oneOf: [{ type: 'integer', minimum: 1 }, { const: 'auto' }],
      default: 1,
      description:
        'Processes that answer; `auto`: one for each core. From 2 on, a lost one is replaced',
    },
    limits: limitsSchema,
    batching: {
      type: 'object',
      description: 'Requests that are answered together',
      additionalProperties: false,
      default: {},
      properties: {
        rows: {
          type: 'integer',
          minimum: 1,
          default: 64,
          description: 'Rows at which a batch is answered at once; 1 answers each request alone',
        },
        wait_ms: {
          type: 'number',
          minimum: 0,
          default: 0,
          description: 'How long a request may wait for others; 0: those that have arrived already',
        },
      },
    },
    cache: {
      type: 'integer',
      minimum: 0,
      default: 0,
      description: 'Answers that are kept in memory for requests that are alike, byte for byte',
    },
    security: serveSecuritySchema,
    log: {
      type: 'object',
      description: 'JSON lines on standard error',
      additionalProperties: false,
      default: {},
      properties: {
        level: {
          enum: ['debug', 'info', 'warn', 'error', 'silent'],
          default: 'warn',
          description: 'From which level on; each request is a line of `info`',
        },
      },
    },
    predictions: predictionLogSchema,
    rollout: serveRolloutSchema,
  },
} as const satisfies JSONSchema;
