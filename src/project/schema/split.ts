import type { JSONSchema } from 'json-schema-to-ts';
import { type AuditKind, auditKinds, auditLevels } from '../../contracts/split-audit.js';

const fraction = { type: 'number', minimum: 0, exclusiveMaximum: 1 } as const;
const column = { type: 'string', minLength: 1 } as const;

const found: Readonly<Record<AuditKind, string>> = {
  duplicates: 'Rows of one split that stand in another too, alike in every feature',
  entities: 'Ids and groups with rows in train and in another split',
  future: 'Training rows later than the first test row, in a split that is not by time',
  giveaway: 'A feature that says what the target is almost by itself',
  identifiers: 'Features that name rows rather than describe them',
  names: 'Features with the name of the target in theirs',
  drift: 'Features spread otherwise in test or validation than in train',
};

const audited = Object.fromEntries(
  auditKinds.map((kind) => [kind, { enum: auditLevels, description: found[kind] }]),
) as Record<AuditKind, { readonly enum: typeof auditLevels; readonly description: string }>;

/** How rows are divided. Fractions may be written as `20%`; what is left out is filled in. */
export const splitSchema = {
  type: 'object',
  description: 'How rows are divided into train, validation and test',
  additionalProperties: false,
  default: {},
  properties: {
    strategy: {
      type: 'string',
      description:
        'Default: what the other settings speak of (`column`, `time`, `key`), else `stratified` for classification, `random` for regression',
    },
    train: { ...fraction, description: 'Share of rows to learn from; default: the rest' },
    validation: { ...fraction, description: 'Share of rows to choose by; default: 15%' },
    test: { ...fraction, description: 'Share of rows to judge by; default: 15%' },
    steps: {
      type: 'object',
      description:
        'For `strategy: time`, instead of shares: how many different times each split has; `test: 24 steps` for short. Counted from the end, or, with `train`, from the beginning',
      additionalProperties: false,
      required: ['validation', 'test'],
      properties: {
        train: {
          type: 'integer',
          minimum: 1,
          description: 'Times to learn from; default: all before',
        },
        validation: { type: 'integer', minimum: 1, description: 'Times to choose by' },
        test: { type: 'integer', minimum: 1, description: 'Times to judge by' },
      },
    },
    group: {
      ...column,
      description:
        'Column whose values stay together, in any of `random`, `stratified` and `time`; default: the column with the role `group`, but for `time`',
    },
    time: {
      ...column,
      description:
        'For `strategy: time`: the column to order rows by; default: the one with the role `time`',
    },
    gap: {
      type: ['number', 'string'],
      description:
        'For `strategy: time`: what must lie between two splits, such as `7d` (s, min, h, d, w), or a number for numeric times',
    },
    key: {
      type: 'array',
      minItems: 1,
      items: column,
      description: 'For `strategy: hash`: the column, or columns, that say which split a row is in',
    },
    column: {
      ...column,
      description: 'For `strategy: column`: the column that says `train`, `validation` or `test`',
    },
    folds: {
      type: 'object',
      description:
        'Folds of the train and validation rows for cross-validation, written beside the splits; `folds: 5` for `{ outer: 5 }`',
      additionalProperties: false,
      required: ['outer'],
      properties: {
        outer: { type: 'integer', minimum: 2, maximum: 100, description: 'How many folds' },
        inner: {
          type: 'integer',
          minimum: 2,
          maximum: 100,
          description: 'How many within the training rows of each; default: none',
        },
        repeats: {
          type: 'integer',
          minimum: 1,
          maximum: 100,
          default: 1,
          description: 'How many times over, in another order each time',
        },
      },
    },
    audit: {
      type: 'object',
      description:
        'What happens when the audit of the splits finds something: `warn` (default), `fail` (exit code 4) or `off`; one word stands for all',
      additionalProperties: false,
      properties: audited,
    },
    sealed: {
      type: 'object',
      description: 'Keeps the test split from being worn out; `sealed: 5` for `{ looks: 5 }`',
      additionalProperties: false,
      required: ['looks'],
      properties: {
        looks: {
          type: 'integer',
          minimum: 1,
          description: 'How many evaluations on the same test rows there may be; exit code 5',
        },
      },
    },
  },
} as const satisfies JSONSchema;
