import type { Params, ValuesOf } from '../../../contracts/params.js';
import { murmur3 } from './parts/murmur3.js';
import { termsBy } from './parts/terms.js';
import { checkTerms, type TermParams, termParams } from './parts/text-params.js';
import { termWriter, toLength } from './parts/write-terms.js';
import type { StringEncoder } from './step.js';

const params = {
  buckets: {
    type: 'integer',
    minimum: 2,
    maximum: 100_000,
    default: 256,
    description: 'How many features there are, whatever the values',
  },
  ...termParams,
} as const satisfies Params;

type State = { readonly buckets: number; readonly by: TermParams; readonly isText: boolean };

/**
 * A category, or the terms of a text, as +1 or −1 in features that a hash chooses: nothing is learnt, and unknown values are as good
 * as known ones, but different values may share a feature. scikit-learn's FeatureHasher and, of texts brought to length 1,
 * HashingVectorizer.
 */
export const hashing: StringEncoder<State, ValuesOf<typeof params>> = {
  name: 'hashing',
  slot: 'encode',
  reads: 'string',
  summary: 'features that a hash of the value chooses, for categories or words without end',
  accepts: ['category', 'text'],
  params,
  check: checkTerms,

  fit: ({ type }, { buckets, ngrams, lowercase, stop_words }) =>
    Promise.resolve({
      buckets,
      by: { ngrams, lowercase, stop_words },
      isText: type === 'text',
    }),

  outputs: (column, { buckets }) => Array.from({ length: buckets }, (_, at) => `${column}#${at}`),

  writer({ buckets, by, isText }, fill) {
    const termsOf = isText ? termsBy(by) : (text: string) => [text];
    const utf8 = new TextEncoder();
    const write = termWriter(
      buckets,
      (text, add) => {
        for (const term of termsOf(text)) {
          const hash = murmur3(utf8.encode(term));
          add(Math.abs(hash) % buckets, hash >= 0 ? 1 : -1);
        }
      },
      isText ? (sums, touched) => toLength(1, sums, touched) : () => undefined,
    );
    if (fill === null) return write;
    const stand = String(fill);
    return (values, block) => {
      const filled = values
        .slice(block.from, block.from + block.count)
        .map((value) => value ?? stand);
      write(filled, { ...block, from: 0 });
    };
  },
};
