import type { JsonObject } from '../../contracts/json.js';
import type { Reading } from '../../contracts/matrix.js';
import type { ColumnType } from '../../contracts/table.js';
import type { ColumnFacts } from './feature-plan.js';
import { usualSide } from './steps/image.js';
import type { Slot } from './steps/step.js';

/** The steps a column gets where the project does not say. */
export interface InferredSteps extends Readonly<Partial<Record<Exclude<Slot, 'encode'>, string>>> {
  readonly encode?: readonly string[];
  /** Options that differ from the steps' own defaults. */
  readonly params?: JsonObject;
  /** What it was that made mlx choose so, when it was more than the type. */
  readonly why?: string;
}

/** Chooses steps by the type of a column, by what training shows of it, and by how a family reads. */
export function inferSteps(
  type: ColumnType,
  reading: Reading,
  facts: ColumnFacts | undefined,
): InferredSteps {
  return rules[type](reading, facts);
}

const rules: Readonly<
  Record<ColumnType, (reading: Reading, facts: ColumnFacts | undefined) => InferredSteps>
> = {
  number: numeric,
  integer: numeric,
  boolean: (reading) =>
    reading === 'native' ? { impute: 'none', scale: 'none' } : { impute: 'mode', scale: 'none' },
  category(reading, facts) {
    if (reading === 'native') return { impute: 'none', encode: ['codes'] };
    if (facts === undefined || facts.distinct <= mostOneHot) {
      return { impute: 'none', encode: ['one-hot'] };
    }
    const why = `${facts.distinct} categories, more than ${mostOneHot}`;
    return { impute: 'none', encode: ['target'], why };
  },
  image: (_reading, facts) => inferImage(facts?.image),
  timestamp: () => ({ impute: 'median', encode: ['date-parts'] }),
  text(reading, facts) {
    if (reading === 'sequences') {
      return { impute: 'none', encode: ['tokens'], why: 'text; its words in reading order' };
    }
    const most = termsFor(reading, facts?.rows ?? 0);
    return {
      impute: 'none',
      encode: ['tfidf'],
      params: { ngrams: [1, 2], max_features: most },
      why: `text; the ${most} most frequent words and pairs of words`,
    };
  },
};

/** Standard whatever the shape: power transforms of skewed columns won on some tables and lost on as many (docs/features.md). */
function numeric(reading: Reading): InferredSteps {
  return reading === 'native'
    ? { impute: 'none', scale: 'none' }
    : { impute: 'median', scale: 'standard' };
}

/** More categories than this share their features, or are encoded by the target. */
const mostOneHot = 50;

/** As many as keep the matrix within 320 MB, at least 100 and at most 5,000; a tenth where each feature is searched for splits. */
function termsFor(reading: Reading, rows: number): number {
  const most = reading === 'native' ? 500 : 5000;
  return Math.max(100, Math.min(most, Math.floor(8e7 / Math.max(1, rows) / 100) * 100));
}

/** The size of small images that all have the same, else a usual one; grey where no training image has colours. */
function inferImage(facts: ColumnFacts['image']): InferredSteps {
  const steps = { impute: 'none', encode: ['image'] } as const;
  if (facts === undefined) return steps;
  const { size, largest, isGrey, images } = facts;
  const [height, width] =
    size !== undefined && largest <= usualSide ? size : [usualSide, usualSide];
  const found = size === undefined ? `up to ${largest} pixels wide or high` : size.join(' × ');
  return {
    ...steps,
    params: { size: [height, width], channels: isGrey ? 'grey' : 'rgb' },
    why: `${images} images looked at: ${found}, ${isGrey ? 'grey' : 'in colour'}`,
  };
}
