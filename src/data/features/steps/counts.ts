import type { Params, ValuesOf } from '../../../contracts/params.js';
import { termsBy } from './parts/terms.js';
import { checkTerms, type TermParams, termParams, vocabularyParams } from './parts/text-params.js';
import { vocabularyOf } from './parts/vocabulary.js';
import { termWriter } from './parts/write-terms.js';
import type { StringEncoder } from './step.js';

const params = { ...termParams, ...vocabularyParams } as const satisfies Params;

type State = { readonly terms: readonly string[]; readonly by: TermParams };

/** How often each term occurs in a text: scikit-learn's CountVectorizer. For naive Bayes. */
export const counts: StringEncoder<State, ValuesOf<typeof params>> = {
  name: 'counts',
  slot: 'encode',
  reads: 'string',
  summary: 'how often each word occurs in the text',
  accepts: ['text'],
  params,
  check: checkTerms,

  async fit(column, values) {
    const { ngrams, lowercase, stop_words } = values;
    const by = { ngrams, lowercase, stop_words };
    return { by, terms: (await vocabularyOf(column, termsBy(by), values)).terms };
  },

  outputs: (column, { terms }) => terms.map((term) => `${column}:${term}`),

  writer({ terms, by }) {
    const places = new Map(terms.map((term, place) => [term, place]));
    const termsOf = termsBy(by);
    return termWriter(
      terms.length,
      (text, add) => {
        for (const term of termsOf(text)) {
          const place = places.get(term);
          if (place !== undefined) add(place, 1);
        }
      },
      () => undefined,
    );
  },
};
