import type { Params, ValuesOf } from '../../../contracts/params.js';
import { vocabularyOf } from './parts/vocabulary.js';
import type { StringEncoder } from './step.js';

const params = {
  max_length: {
    type: 'integer',
    minimum: 1,
    maximum: 10_000,
    description:
      'Words that are read of a text, from its beginning; by default as many as 95 of 100 training texts have, at most 256',
  },
  max_words: {
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    default: 20_000,
    description: 'How many words have an id of their own: those that occur most often',
  },
  min_texts: {
    type: 'integer',
    minimum: 1,
    default: 2,
    description: 'Fewest training texts that such a word must occur in',
  },
  lower: {
    type: 'boolean',
    default: true,
    description: 'Whether `Free` and `free` are one word',
  },
} as const satisfies Params;

type State = {
  /** The word with id 2, that with id 3, and so on. */
  readonly words: readonly string[];
  readonly length: number;
  readonly lower: boolean;
};

/**
 * The words of a text as ids in reading order: 0 where the text has ended, 1 for a word that training hardly knows. A word is a
 * run of letters, digits, marks or underscores; any other mark that is no blank stands for itself.
 */
export const tokens: StringEncoder<State, ValuesOf<typeof params>> = {
  name: 'tokens',
  slot: 'encode',
  reads: 'string',
  summary:
    'the words of the text as numbers, in reading order, for networks that learn what they mean',
  accepts: ['text'],
  params,

  async fit(column, { max_length: most, max_words, min_texts, lower }) {
    const lengths: number[] = [];
    const termsOf = (text: string): readonly string[] => {
      const words = wordsOf(text, lower);
      lengths.push(words.length);
      return words;
    };
    const { terms } = await vocabularyOf(column, termsOf, {
      max_features: max_words,
      min_df: min_texts,
      max_df: 1,
    });
    return { words: terms, length: most ?? usualLength(lengths), lower };
  },

  outputs: (column, { length }) => Array.from({ length }, (_, at) => `${column}[${at}]`),
  block: ({ words }) => ({ kind: 'tokens', levels: words.length + 2 }),

  writer({ words, length, lower }) {
    const ids = new Map(words.map((word, place) => [word, place + 2]));
    return (values, { from, count, target, cell, stride }) => {
      for (let row = 0; row < count; row++) {
        const first = cell + row * stride;
        const found = wordsOf(values[from + row] ?? '', lower);
        for (let at = 0; at < length; at++) {
          const word = found[at];
          target[first + at] = word === undefined ? 0 : (ids.get(word) ?? 1);
        }
      }
    };
  },
};

function wordsOf(text: string, lower: boolean): readonly string[] {
  return (lower ? text.toLowerCase() : text).match(wordOrMark) ?? [];
}

const wordOrMark = /[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]/gu;

const longest = 256;

function usualLength(lengths: number[]): number {
  const sorted = lengths.sort((a, b) => a - b);
  const usual = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 1;
  return Math.min(longest, Math.max(1, usual));
}
