import type { TrainingColumn } from '../../training-rows.js';
import type { Terms } from './terms.js';
import type { VocabularyParams } from './text-params.js';

/** The terms that have a feature, in the order of their code points, and how many training rows each occurs in. */
export type Vocabulary = {
  readonly terms: readonly string[];
  readonly documents: readonly number[];
  /** Rows with a text or without. */
  readonly rows: number;
};

interface Count {
  occurrences: number;
  documents: number;
  lastRow: number;
}

/**
 * Counts the terms of the training texts and keeps the most frequent. Beyond two million different terms the rarest are forgotten
 * while counting (Manku and Motwani 2002, lossy counting), so that memory is bounded.
 */
export async function vocabularyOf(
  column: TrainingColumn,
  termsOf: Terms,
  { max_features: most, min_df: fewest, max_df: largest }: VocabularyParams,
): Promise<Vocabulary> {
  const counts = new Map<string, Count>();
  let rows = 0;
  let forgotten = 0;
  for await (const { vector } of column.read()) {
    if (vector.kind !== 'string') throw new Error('a text was read as numbers');
    for (const text of vector.values) {
      rows += 1;
      if (text !== null) for (const term of termsOf(text)) count(counts, term, rows);
    }
    if (counts.size > mostCounted) forgetRarest(counts, ++forgotten);
  }
  const kept = [...counts]
    .filter(([, { documents }]) => documents >= fewest && documents <= largest * rows)
    .sort(([a, { occurrences: often }], [b, { occurrences: more }]) => more - often || byText(a, b))
    .slice(0, most)
    .sort(([a], [b]) => byText(a, b));
  return {
    terms: kept.map(([term]) => term),
    documents: kept.map(([, { documents }]) => documents),
    rows,
  };
}

const mostCounted = 2_000_000;

function count(counts: Map<string, Count>, term: string, row: number): void {
  const known = counts.get(term);
  if (known === undefined) {
    counts.set(term, { occurrences: 1, documents: 1, lastRow: row });
    return;
  }
  known.occurrences += 1;
  if (known.lastRow === row) return;
  known.documents += 1;
  known.lastRow = row;
}

function forgetRarest(counts: Map<string, Count>, documents: number): void {
  for (const [term, known] of counts) if (known.documents <= documents) counts.delete(term);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
