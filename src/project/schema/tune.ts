import type { JSONSchema } from 'json-schema-to-ts';
import { searchSpaceSchema } from '../../contracts/search-space-schema.js';
import { budgetShape } from './budget.js';

const objectivesSchema = {
  type: 'array',
  minItems: 1,
  maxItems: 6,
  description: 'What a trial is judged by; several: none is given up for another (Pareto front)',
  items: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    properties: {
      metric: {
        type: 'string',
        description: 'A metric on what the trial did not learn from, or a module of your own',
      },
      seconds: { enum: ['train'], description: 'Seconds that learning took' },
      latency: {
        enum: ['p50', 'p95', 'p99'],
        description: 'Milliseconds that the model needs for one row',
      },
      bytes: { enum: ['package'], description: 'Size of the model and its features as files' },
    },
  },
} as const satisfies JSONSchema;

const chooseSchema = {
  type: 'object',
  description: 'Which trial of several objectives goes on; default: the best by the first',
  additionalProperties: false,
  required: ['best'],
  properties: {
    best: { type: 'string', description: 'The objective that comes first, by its name' },
    within: {
      type: ['number', 'string'],
      minimum: 0,
      pattern: '^\\d+(\\.\\d+)?\\s*%$',
      description: 'What may be lost of it: a number, or a share of the best such as `0.5%`',
    },
    then: { type: 'string', description: 'The objective that decides between those' },
  },
} as const satisfies JSONSchema;

/** A search over settings of the train and features blocks. */
export const tuneSchema = {
  type: 'object',
  description: 'A search over settings of `train` and `features`; `train` uses the winner',
  additionalProperties: false,
  properties: {
    search: {
      ...searchSpaceSchema,
      type: ['object', 'string'],
      pattern: '^auto$',
      default: 'auto',
      description:
        'What is tried, by its path; `auto`: what the families of the candidates say is worth trying',
    },
    sampler: { type: 'string', default: 'random', description: 'How the next trial is chosen' },
    pruner: {
      type: 'string',
      default: 'none',
      description: 'How trials that will not win are given up early; `none`: they are not',
    },
    trials: {
      type: 'integer',
      minimum: 1,
      maximum: 100000,
      default: 20,
      description: 'At most so many',
    },
    parallel: {
      type: 'integer',
      minimum: 1,
      maximum: 64,
      default: 1,
      description: 'How many trials at once, each in a process of its own and with one thread',
    },
    budget: {
      ...budgetShape,
      description: 'When the search stops and keeps the best it has; what comes first counts',
    },
    patience: {
      type: 'integer',
      minimum: 1,
      description: 'Stops when so many trials in a row were no better than the best before',
    },
    memory_limit_mb: {
      type: 'number',
      minimum: 100,
      description: 'A trial whose process grows beyond this has failed; the search goes on',
    },
    cross_validate: {
      type: 'boolean',
      default: false,
      description: 'Judge each trial by its mean over the folds of `split.folds`',
    },
    objectives: objectivesSchema,
    choose: chooseSchema,
    confirm: {
      type: 'object',
      description:
        'Learns winner, runner-up and the params as written again, each on the same parts of the train and validation rows, and tests the difference',
      additionalProperties: false,
      properties: {
        repeats: {
          type: 'integer',
          minimum: 3,
          maximum: 50,
          default: 5,
          description: 'How many parts; the folds of the split where there are some',
        },
      },
    },
  },
} as const satisfies JSONSchema;
