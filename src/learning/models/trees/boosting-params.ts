import type { Params } from '../../../contracts/params.js';

/** What gradient boosting may be told. Names are the plain ones; in brackets those of LightGBM. */
export const boostingParams = {
  trees: {
    type: 'integer',
    minimum: 1,
    default: 300,
    description:
      'Most trees (for more than two classes: of each class); early stopping makes it fewer [num_iterations]',
  },
  learning_rate: {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 1,
    default: 0.1,
    search: { low: 0.01, high: 0.3, log: true },
    description: 'How much of its step each tree takes: less needs more trees [learning_rate]',
  },
  leaves: {
    type: 'integer',
    minimum: 2,
    maximum: 65535,
    default: 31,
    search: { low: 7, high: 127, log: true },
    description: 'Most leaves of a tree [num_leaves]',
  },
  depth: {
    type: 'integer',
    minimum: 0,
    default: 0,
    description: 'Most questions on the way to a leaf; 0 for any number [max_depth]',
  },
  min_rows: {
    type: 'number',
    minimum: 0,
    search: { low: 2, high: 100, log: true },
    description:
      'Rows that a leaf needs, weighted, about. Left out: 20, of fewer than 120 training rows a sixth, but 2 at least [min_data_in_leaf]',
  },
  min_hessian: {
    type: 'number',
    minimum: 0,
    default: 0.001,
    description: 'Sum of second derivatives that a leaf needs [min_sum_hessian_in_leaf]',
  },
  l1: { type: 'number', minimum: 0, default: 0, description: 'Pulls leaves to 0 [lambda_l1]' },
  l2: {
    type: 'number',
    minimum: 0,
    default: 0,
    search: { low: 1e-3, high: 30, log: true },
    description: 'Makes leaves of little evidence smaller [lambda_l2]',
  },
  min_gain: {
    type: 'number',
    minimum: 0,
    default: 0,
    description: 'What a split must gain [min_gain_to_split]',
  },
  max_step: {
    type: 'number',
    minimum: 0,
    default: 0,
    description:
      'Longest step of a leaf, before the learning rate; 0 for any, but at most 10 for two classes and 5 for more, so that rare ones are not overshot [max_delta_step]',
  },
  row_share: {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 1,
    default: 1,
    search: { low: 0.5, high: 1 },
    description: 'Share of the rows that each tree learns from, drawn anew [bagging_fraction]',
  },
  column_share: {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 1,
    default: 1,
    search: { low: 0.4, high: 1 },
    description: 'Share of the features that each tree may ask for [feature_fraction]',
  },
  bins: {
    type: 'integer',
    minimum: 3,
    maximum: 255,
    default: 255,
    description: 'Most bins of a feature, that of missing values included [max_bin]',
  },
  objective: {
    enum: ['auto', 'squared', 'absolute', 'huber', 'quantile', 'poisson'],
    default: 'auto',
    description:
      'Loss of a regression: `auto` is `squared`. `quantile` learns the quantile `quantile`; `poisson` is for counts and never predicts below 0',
  },
  quantile: {
    type: 'number',
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    default: 0.5,
    description: 'Of `objective: quantile`',
  },
  huber_delta: {
    type: 'number',
    exclusiveMinimum: 0,
    description:
      'Of `objective: huber`: larger errors count linearly. Left out: 1.35 robust standard deviations of the target',
  },
  monotone: {
    type: 'object',
    additionalProperties: { type: 'number', minimum: -1, maximum: 1 },
    description: 'Features with which predictions may only rise (1) or fall (−1): `{ age: 1 }`',
  },
  categories: {
    type: 'object',
    description: 'How categories are split; the defaults are those of LightGBM',
    properties: {
      smooth: {
        type: 'number',
        minimum: 0,
        default: 10,
        description: 'Rows that a category needs, and smoothing of their order [cat_smooth]',
      },
      l2: { type: 'number', minimum: 0, default: 10, description: 'Added to `l2` [cat_l2]' },
      most: {
        type: 'integer',
        minimum: 1,
        default: 32,
        description: 'Most categories on the smaller side [max_cat_threshold]',
      },
      group_rows: {
        type: 'number',
        minimum: 0,
        default: 100,
        description: 'Rows between boundaries that are tried [min_data_per_group]',
      },
    },
  },
  early_stopping: {
    type: 'object',
    description:
      'Stops when the validation loss no longer falls, and goes back to the best number of trees; `false` never stops early',
    properties: {
      patience: {
        type: 'integer',
        minimum: 0,
        default: 30,
        description: 'Trees to wait for something better; 0 never stops early',
      },
      min_delta: {
        type: 'number',
        minimum: 0,
        default: 0,
        description: 'How much lower the loss must be to count as better',
      },
    },
  },
  threads: {
    type: 'integer',
    minimum: 1,
    maximum: 64,
    description: 'Threads; left out: those of the machine, up to 8. The model is the same for any',
  },
} as const satisfies Params;
