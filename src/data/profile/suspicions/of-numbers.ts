import type { SeenColumn } from '../evidence.js';
import { quantileAt } from '../number-column.js';
import type { NumberFacts } from '../profile.js';
import type { Suspicion } from '../suspicion.js';

/** Numbers that stand for something else, that lie far off, or that lean to one side; times likewise. */
export function numberSuspicions(column: SeenColumn, rows: number): readonly Suspicion[] {
  const { numbers, role } = column;
  if (role === 'ignore' || role === 'id') return [];
  if (numbers === undefined) return oddTimes(column);
  return [
    ...placeholders(column, numbers),
    ...notFinite(column, numbers, rows),
    ...tails(column, numbers),
  ];
}

/** Numbers people write where they have none. */
const codes = new Set([
  -1, -9, -99, -999, -9999, -99_999, 99, 999, 9999, 99_999, 999_999, 9_999_999,
]);

/** Such a number at the end of a column, with a gap to the next that is larger than the middle half of the values. */
function placeholders(
  { name, ends }: SeenColumn,
  { quantiles }: NumberFacts,
): readonly Suspicion[] {
  const [low, afterLow] = ends;
  const [beforeHigh, high] = ends.slice(-2);
  const middle = quantileAt(quantiles, 0.75) - quantileAt(quantiles, 0.25);
  return [[low, afterLow] as const, [high, beforeHigh] as const].flatMap(
    ([end, next]): Suspicion[] => {
      if (end === undefined || next === undefined || ends.length < 4) return [];
      const gap = Math.abs(end.value - next.value);
      const lone = end.value === -1 ? next.value >= 0 && end.count > 1 : gap > Math.max(middle, 1);
      if (!codes.has(end.value) || !lone) return [];
      const numbers = { rows: end.count, value: end.value, nearest: next.value };
      return [
        {
          kind: 'placeholder',
          weight: 'medium',
          columns: [name],
          numbers,
          examples: [String(end.value)],
        },
      ];
    },
  );
}

function notFinite(
  { name }: SeenColumn,
  { notFinite: count }: NumberFacts,
  rows: number,
): readonly Suspicion[] {
  if (count === 0) return [];
  const numbers = { rows: count, share: count / rows };
  return [{ kind: 'not-finite', weight: 'medium', columns: [name], numbers, examples: [] }];
}

/** One word on the tails of a column: how far they reach, or else how it leans. */
function tails(column: SeenColumn, numbers: NumberFacts): readonly Suspicion[] {
  const far = farValues(column, numbers);
  return far.length > 0 ? far : skew(column, numbers);
}

/** So many times the distance between the quartiles beyond Tukey's fence is no tail any more. */
const farFactor = 10;

function farValues(
  { name }: SeenColumn,
  { outliers, quantiles }: NumberFacts,
): readonly Suspicion[] {
  const [farthest] = outliers?.examples ?? [];
  if (outliers === null || farthest === undefined) return [];
  const { low, high, below, above } = outliers;
  const middle = quantileAt(quantiles, 0.75) - quantileAt(quantiles, 0.25);
  const distance = Math.max(low - farthest.value, farthest.value - high) / middle;
  if (distance < farFactor) return [];
  const numbers = {
    rows: below + above,
    low,
    high,
    farthest: farthest.value,
    row: farthest.row,
    distance,
  };
  return [{ kind: 'outliers', weight: 'low', columns: [name], numbers, examples: [] }];
}

function skew({ name, distinct }: SeenColumn, { skew: value }: NumberFacts): readonly Suspicion[] {
  if (value === null || Math.abs(value) < 3 || distinct < 3) return [];
  return [{ kind: 'skew', weight: 'low', columns: [name], numbers: { skew: value }, examples: [] }];
}

/** Days that stand for "unknown" or "for ever". */
const oddDays = [
  '0001-01-01',
  '1899-12-30',
  '1899-12-31',
  '1900-01-01',
  '1970-01-01',
  '2099-12-31',
  '2999-12-31',
  '9999-12-31',
];

function oddTimes({ name, times, top, distinct }: SeenColumn): readonly Suspicion[] {
  if (times === undefined || distinct < 3) return [];
  return oddDays.flatMap((day): Suspicion[] => {
    const end = [times.min, times.max].some((time) => time?.startsWith(day) === true);
    if (!end) return [];
    const count = top
      .filter(({ value }) => value.startsWith(day))
      .reduce((sum, each) => sum + each.count, 0);
    const numbers = { rows: Math.max(1, count) };
    return [{ kind: 'placeholder', weight: 'medium', columns: [name], numbers, examples: [day] }];
  });
}
