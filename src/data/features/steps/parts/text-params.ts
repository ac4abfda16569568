import type { Params, ValuesOf } from '../../../../contracts/params.js';

/** How a text becomes terms. */
export const termParams = {
  ngrams: {
    type: 'array',
    items: { type: 'integer', minimum: 1, maximum: 10 },
    maxItems: 2,
    default: [1, 1],
    description:
      'The shortest and the longest run of words that is a term: [1, 2] for words and pairs',
  },
  lowercase: {
    type: 'boolean',
    default: true,
    description: 'Whether `Free` and `free` are one word',
  },
  stop_words: {
    type: 'array',
    items: { type: 'string' },
    default: [],
    description: 'Words that are left out before terms are made',
  },
} as const satisfies Params;

/** Which terms of the training texts are kept. */
export const vocabularyParams = {
  max_features: {
    type: 'integer',
    minimum: 1,
    maximum: 100_000,
    default: 5000,
    description: 'How many terms have a feature: those that occur most often',
  },
  min_df: {
    type: 'integer',
    minimum: 1,
    default: 2,
    description: 'Fewest training rows that a term must occur in',
  },
  max_df: {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 1,
    default: 1,
    description: 'Largest share of the training rows that a term may occur in',
  },
} as const satisfies Params;

export type TermParams = ValuesOf<typeof termParams>;
export type VocabularyParams = ValuesOf<typeof vocabularyParams>;

/** What is wrong with the terms that are asked for, worded to follow the step's name. */
export function checkTerms({ ngrams }: TermParams): string | undefined {
  const [shortest, longest] = ngrams;
  if (shortest !== undefined && longest !== undefined && shortest <= longest) return undefined;
  return 'needs as `ngrams` the shortest and the longest run of words, such as [1, 2]';
}
