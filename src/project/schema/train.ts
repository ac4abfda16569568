import type { JSONSchema } from 'json-schema-to-ts';
import { budgetShape } from './budget.js';

/** What is trained. The best candidate on the validation split goes on. */
export const trainSchema = {
  type: 'object',
  description: 'What is trained; the best candidate on the validation split goes on',
  additionalProperties: false,
  required: ['candidates'],
  default: { candidates: { linear: { model: 'linear' } } },
  properties: {
    candidates: {
      type: 'object',
      description: 'Named model families with their params',
      minProperties: 1,
      additionalProperties: {
        type: 'object',
        required: ['model'],
        properties: { model: { type: 'string', description: 'Model family' } },
        additionalProperties: true,
      },
    },
    cross_validate: {
      type: 'boolean',
      description:
        'Choose between candidates by their mean over the folds of `split.folds`; default: when there are folds',
    },
    parallel: {
      type: 'integer',
      minimum: 1,
      maximum: 64,
      default: 1,
      description: 'How many candidates learn at once, each in a process of its own',
    },
    budget: {
      ...budgetShape,
      description: 'When learning stops and keeps the best it has; what comes first counts',
    },
    tensorboard: {
      type: ['boolean', 'string'],
      default: false,
      description:
        'Whether the losses of each epoch are written for TensorBoard, and into which folder; `true`: `reports/tensorboard`',
    },
    start_from: {
      type: 'string',
      minLength: 1,
      description:
        'A model to go on from instead of learning anew: an alias (`production`), a version (`v3`), or the folder of a package or training (`./it`)',
    },
    imbalance: {
      type: 'object',
      description:
        'How the training rows are made less unequal, never those of other splits; a candidate may have its own',
      required: ['method'],
      properties: { method: { type: 'string', description: 'Method of resampling' } },
      additionalProperties: true,
    },
    calibrate: {
      enum: ['platt', 'isotonic'],
      description:
        'Fits on validation a curve that makes probabilities come true as often as they say; `platt` needs fewer rows',
    },
    threshold: {
      type: 'object',
      description:
        'How probabilities become labels, chosen on validation: by one of `cost`, `costs`, `metric` and `at`',
      additionalProperties: false,
      properties: {
        at: {
          type: 'number',
          minimum: 0,
          maximum: 1,
          description: 'The positive class from this probability on; `threshold: 0.3` for short',
        },
        metric: {
          enum: ['f1', 'balanced_accuracy', 'mcc', 'accuracy'],
          description: 'The threshold at which this metric is best',
        },
        cost: {
          type: 'object',
          description: 'Two classes: the threshold at which mistakes cost least',
          additionalProperties: false,
          required: ['false_positive', 'false_negative'],
          properties: {
            false_positive: {
              type: 'number',
              exclusiveMinimum: 0,
              description: 'What it costs to take a negative for a positive',
            },
            false_negative: {
              type: 'number',
              exclusiveMinimum: 0,
              description: 'What it costs to take a positive for a negative',
            },
          },
        },
        costs: {
          type: 'object',
          description:
            'What a mistake costs, by the true class, then by the class decided for: `{ fire: { nothing: 100 } }`; what is left out costs 1',
          additionalProperties: {
            type: 'object',
            additionalProperties: { type: 'number', minimum: 0 },
          },
        },
      },
    },
    select: {
      type: 'string',
      description:
        'Metric on the validation split that decides between candidates and trials, or a module of your own; `fbeta(beta=2)` for one that may be told something',
    },
  },
} as const satisfies JSONSchema;
