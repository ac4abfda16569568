import type { SeenColumn } from '../evidence.js';
import type { TextFacts } from '../profile.js';
import type { Suspicion } from '../suspicion.js';

/** Texts that are written in several ways, stand for a missing value, or are too many to learn from. */
export function textSuspicions(column: SeenColumn, rows: number): readonly Suspicion[] {
  const { texts, role, type } = column;
  if (texts === undefined || role === 'ignore') return [];
  return [
    ...placeholders(column, texts),
    ...mixedFormats(column, texts, rows),
    ...variants(column, texts),
    ...padded(column, texts),
    ...(role === 'feature' && type === 'category' ? cardinality(column, texts, rows) : []),
  ];
}

function placeholders(
  { name }: SeenColumn,
  { placeholders: found }: TextFacts,
): readonly Suspicion[] {
  const [first] = found;
  if (first === undefined) return [];
  const rows = found.reduce((sum, { count }) => sum + count, 0);
  const examples = found.map(({ value }) => value);
  return [{ kind: 'placeholder', weight: 'medium', columns: [name], numbers: { rows }, examples }];
}

/**
 * When four in five values with digits in them look alike, the others are worth a look: a telephone number with
 * blanks, a date the other way round, a word among numbers.
 */
function mixedFormats(
  { name, missing, distinct }: SeenColumn,
  { shapes, shapesInAll }: TextFacts,
  rows: number,
): readonly Suspicion[] {
  const [usual, other] = shapes;
  if (usual === undefined || other === undefined || distinct < 5) return [];
  const present = rows - missing;
  const telling = usual.shape.includes('9') && usual.rows >= present * 0.8;
  if (!telling) return [];
  const numbers = {
    rows: present - usual.rows,
    share: 1 - usual.rows / present,
    formats: shapesInAll,
  };
  const examples = [usual.example, other.example].filter((example) => example !== '');
  return [{ kind: 'mixed-formats', weight: 'medium', columns: [name], numbers, examples }];
}

function variants({ name }: SeenColumn, { variants: found }: TextFacts): readonly Suspicion[] {
  const [first] = found;
  if (first === undefined) return [];
  const numbers = { groups: found.length, rows: found.reduce((sum, { rows }) => sum + rows, 0) };
  return [{ kind: 'variants', weight: 'medium', columns: [name], numbers, examples: first.values }];
}

function padded({ name }: SeenColumn, { padded: rows }: TextFacts): readonly Suspicion[] {
  if (rows === 0) return [];
  return [{ kind: 'padded', weight: 'low', columns: [name], numbers: { rows }, examples: [] }];
}

function cardinality(
  { name, distinct, missing }: SeenColumn,
  { rare }: TextFacts,
  rows: number,
): readonly Suspicion[] {
  const present = rows - missing;
  if (distinct >= present * 0.95) return [];
  if (distinct > 100) {
    const numbers = { distinct, rowsEach: present / distinct };
    return [{ kind: 'high-cardinality', weight: 'low', columns: [name], numbers, examples: [] }];
  }
  if (rare.values === 0 || present < 200) return [];
  const numbers = { values: rare.values, rows: rare.rows, distinct };
  return [{ kind: 'rare-values', weight: 'low', columns: [name], numbers, examples: [] }];
}
