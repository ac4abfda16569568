import type { JSONSchema } from 'json-schema-to-ts';

/** How much of the truth has to lie within the bounds. */
const sure = {
  type: 'number',
  minimum: 0.5,
  exclusiveMaximum: 1,
  description:
    'All of the interval at this level must keep to the bounds, not the value alone: `95%`',
} as const;

/** What test rows are disturbed by. */
const robustness = {
  type: 'object',
  description: 'Test rows are disturbed and predicted again; one of the three',
  additionalProperties: false,
  properties: {
    noise: {
      type: 'number',
      exclusiveMinimum: 0,
      description:
        'Normal noise on every number, in units of the column’s standard deviation in training',
    },
    missing: {
      type: ['string', 'number', 'array'],
      items: { type: 'string' },
      exclusiveMinimum: 0,
      maximum: 1,
      description:
        'Columns that are missing, all at once; `each` for one after the other; `10%` for so many cells of every column',
    },
    shift: {
      type: ['number', 'object'],
      additionalProperties: { type: 'number' },
      description:
        'By how many standard deviations numbers are moved: of these columns at once, or of each in turn, up and down',
    },
  },
} as const;

/** The contract a model must keep. Each line that breaks has its own exit code. */
export const requirementsSchema = {
  type: 'array',
  description: 'The contract: what must hold for a run to pass',
  default: [],
  items: {
    type: 'object',
    additionalProperties: false,
    properties: {
      metric: {
        type: 'string',
        description:
          'A metric on the test split, or a module of your own; `fbeta(beta=2)` or `{ fbeta: { beta: 2 } }` for one that may be told something; exit code 5',
      },
      min: { type: 'number', description: 'The metric must be at least this' },
      max: { type: 'number', description: 'The metric must be at most this' },
      sure,
      interval: {
        enum: ['bca', 'calibrated', 'percentile'],
        description:
          'How the interval of `sure` is found: `calibrated` up to 1,000 rows (or groups that are drawn together) and `bca` above, unless told',
      },
      on: {
        enum: ['test', 'folds'],
        description:
          'Where the metric is measured: `folds` is the mean over `split.folds`, with its interval over folds',
      },
      versus: {
        type: 'string',
        minLength: 1,
        description:
          'Another model, on the same rows: an alias such as `production`, a version such as `v3`, the id of a run, or a folder',
      },
      max_loss: {
        type: 'number',
        minimum: 0,
        description: 'How much worse it may be: than the other model, or when rows are disturbed',
      },
      min_gain: {
        type: 'number',
        minimum: 0,
        description: 'How much better than the other model it must be',
      },
      by: {
        type: 'array',
        minItems: 1,
        items: { type: 'string' },
        description:
          'Columns whose values cut the test rows into slices, together; numbers by quantiles',
      },
      bins: {
        type: 'integer',
        minimum: 2,
        maximum: 100,
        description: 'Into how many parts the numbers of `by` are cut: 4 unless told',
      },
      min_rows: {
        type: 'integer',
        minimum: 1,
        description: 'Smaller slices are shown and not judged: 30 unless told',
      },
      worst: {
        type: 'number',
        description: 'What the worst slice must reach, whichever way the metric goes',
      },
      max_gap: {
        type: 'number',
        minimum: 0,
        description: 'How far the worst slice may be from the best',
      },
      fairness: {
        enum: ['demographic_parity', 'equalised_odds', 'equal_opportunity', 'predictive_parity'],
        description:
          'Groups `by` these columns must be treated alike: the difference of their rates is at most `max`, or the ratio at least `min_ratio`',
      },
      min_ratio: {
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1,
        description:
          'Of fairness: the smallest rate of a group as a share of the largest, such as 0.8',
      },
      robustness,
      leaks: {
        type: 'object',
        description: 'What the audit of the splits may find: `leaks: 0`',
        additionalProperties: false,
        required: ['max'],
        properties: {
          max: { type: 'integer', minimum: 0, description: 'Warnings at most' },
          kinds: {
            type: 'array',
            minItems: 1,
            items: {
              enum: [
                'duplicates',
                'entities',
                'future',
                'giveaway',
                'identifiers',
                'names',
                'drift',
              ],
            },
            description: 'Which of them count; all but `drift` unless told',
          },
        },
      },
      looks: {
        type: 'object',
        description: 'How often the test split may be looked at, as `split.sealed`: `looks: 10`',
        additionalProperties: false,
        required: ['max'],
        properties: {
          max: {
            type: 'integer',
            minimum: 1,
            description: 'Evaluations on the same test rows at most',
          },
        },
      },
      cost_usd: {
        type: 'object',
        description: 'What a run may cost; exit code 7',
        additionalProperties: false,
        required: ['max'],
        properties: {
          per: { enum: ['run'], default: 'run', description: 'Of what' },
          max: { type: 'number', minimum: 0, description: 'US dollars at most' },
        },
      },
    },
  },
} as const satisfies JSONSchema;
