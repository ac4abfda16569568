import type { Params, ValuesOf } from '../../../contracts/params.js';
import type { TaskKind } from '../../../contracts/task.js';
import { MlxError } from '../../../errors/index.js';
import { classWeightParams } from '../parts/row-weights.js';

/** What random forests and extra trees may be told; `bootstrap` they declare themselves. */
export const forestParams = {
  trees: {
    type: 'integer',
    minimum: 1,
    default: 100,
    description: 'How many trees vote; more are never worse, only slower',
  },
  max_features: {
    type: ['number', 'string'],
    default: 'auto',
    search: { choice: ['sqrt', 'third', 0.6, 'all'] },
    description:
      'Features looked at for each split: `sqrt` or `log2` of their number, a `third` (rounded up), `all`, or a share such as 0.5. `auto`: `sqrt` for classes, `third` for a number',
  },
  min_leaf: {
    type: 'integer',
    minimum: 1,
    default: 1,
    search: { low: 1, high: 20, log: true },
    description: 'Fewest training rows in a leaf',
  },
  max_depth: {
    type: 'integer',
    minimum: 1,
    description: 'Most questions on the way to a leaf; absent: until a leaf has one answer',
  },
  sample: {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 1,
    default: 1,
    description: '`bootstrap`: rows drawn for each tree, as a share of all',
  },
  category_rows: {
    type: 'integer',
    minimum: 1,
    default: 5,
    description:
      'Categories of fewer training rows share a place: one that stands for a row or two would tell its target to every tree',
  },
  ...classWeightParams,
} as const satisfies Params;

/** How many of `features` are looked at in a node, at least 1. Throws `learning/unknown-share` for a word it does not know. */
export function triedFeatures(
  wanted: ValuesOf<typeof forestParams>['max_features'],
  features: number,
  kind: TaskKind,
): number {
  const word = wanted === 'auto' ? (kind === 'regression' ? 'third' : 'sqrt') : wanted;
  const count = typeof word === 'number' ? word * features : named[word]?.(features);
  const isShare = typeof word === 'string' || (word > 0 && word <= 1);
  if (count === undefined || !isShare) {
    throw new MlxError(
      'learning/unknown-share',
      `\`max_features: ${wanted}\` is neither a share nor a word it knows`,
      { hints: [`Use one of ${Object.keys(named).join(', ')}, or a share above 0 and up to 1`] },
    );
  }
  return Math.max(1, Math.min(features, Math.floor(count)));
}

const named: Readonly<Record<string, (features: number) => number>> = {
  sqrt: Math.sqrt,
  log2: Math.log2,
  third: (features) => Math.ceil(features / 3),
  all: (features) => features,
};
