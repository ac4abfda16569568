import type { TermParams } from './text-params.js';

/** The terms of a text, in order and with repetitions. */
export type Terms = (text: string) => readonly string[];

/**
 * Words are runs of two or more letters, digits, marks or underscores in any script, as in scikit-learn's vectorizers (which
 * break words at combining marks); terms are runs of words, joined by a blank, the shorter runs first.
 */
export function termsBy({ ngrams, lowercase, stop_words: stopWords }: TermParams): Terms {
  const [shortest = 1, longest = shortest] = ngrams;
  const stopped = new Set(stopWords);
  return (text) => {
    const found = (lowercase ? text.toLowerCase() : text).match(word) ?? [];
    const words = stopped.size === 0 ? found : found.filter((each) => !stopped.has(each));
    if (longest === 1) return words;
    const terms: string[] = [];
    for (let length = shortest; length <= longest; length++) {
      for (let at = 0; at + length <= words.length; at++) {
        terms.push(length === 1 ? (words[at] as string) : words.slice(at, at + length).join(' '));
      }
    }
    return terms;
  };
}

const word = /[\p{L}\p{N}\p{M}_]{2,}/gu;
