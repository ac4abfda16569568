import type { Params, ValuesOf } from '../../../contracts/params.js';
import { termsBy } from './parts/terms.js';
import { checkTerms, type TermParams, termParams, vocabularyParams } from './parts/text-params.js';
import { type Vocabulary, vocabularyOf } from './parts/vocabulary.js';
import { termWriter, toLength } from './parts/write-terms.js';
import type { StringEncoder } from './step.js';

const params = {
  ...termParams,
  ...vocabularyParams,
  sublinear: {
    type: 'boolean',
    default: false,
    description: 'Whether a term that occurs n times in a text counts 1 + ln n instead of n',
  },
} as const satisfies Params;

type State = Vocabulary & {
  readonly by: TermParams;
  readonly sublinear: boolean;
  /** The length of a text's features. */
  readonly length: number;
};

/**
 * How often each term occurs in a text, times how rare it is in training, ln((1 + rows) / (1 + rows with it)) + 1, each text brought
 * to one length: 1, as by scikit-learn's TfidfVectorizer, and for families that read scaled features the root of how many terms a
 * text has on average, so that a term counts about 1 where it occurs, as a category does.
 */
export const tfidf: StringEncoder<State, ValuesOf<typeof params>> = {
  name: 'tfidf',
  slot: 'encode',
  reads: 'string',
  summary: 'how often each word occurs in the text, times how rare it is in training',
  accepts: ['text'],
  params,
  check: checkTerms,

  async fit(column, values, { reading }) {
    const { ngrams, lowercase, stop_words, sublinear } = values;
    const by = { ngrams, lowercase, stop_words };
    const vocabulary = await vocabularyOf(column, termsBy(by), values);
    const occurrences = vocabulary.documents.reduce((sum, rows) => sum + rows, 0);
    const perText = Math.max(1, occurrences / Math.max(1, column.rows - column.missing));
    const length = reading !== 'native' ? Number(Math.sqrt(perText).toPrecision(6)) : 1;
    return { by, sublinear, length, ...vocabulary };
  },

  outputs: (column, { terms }) => terms.map((term) => `${column}:${term}`),

  writer({ terms, documents, rows, by, sublinear, length }) {
    const places = new Map(terms.map((term, place) => [term, place]));
    const rarity = Float64Array.from(documents, (with_) => Math.log((1 + rows) / (1 + with_)) + 1);
    const termsOf = termsBy(by);
    return termWriter(
      terms.length,
      (text, add) => {
        for (const term of termsOf(text)) {
          const place = places.get(term);
          if (place !== undefined) add(place, 1);
        }
      },
      (counts, touched) => {
        for (const place of touched) {
          const occurs = counts[place] as number;
          counts[place] = (sublinear ? 1 + Math.log(occurs) : occurs) * (rarity[place] as number);
        }
        toLength(length, counts, touched);
      },
    );
  },
};
