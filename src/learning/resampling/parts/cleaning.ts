import { allRows, nearestNeighbours } from '../../neighbours/nearest.js';
import type { ResampleContext } from '../resampler.js';
import type { TrainingRows } from '../training-rows.js';
import { assemble } from './assemble.js';
import { distancePoints } from './class-neighbours.js';
import { notSmallest, rowsByClass } from './ratio.js';

/** Which classes may lose rows: all but the smallest, or all. */
export type Cleaned = 'larger' | 'all';

/** Without the rows whose nearest is of another class and has them as its nearest: Tomek 1976. */
export async function withoutTomekLinks(
  rows: TrainingRows,
  cleaned: Cleaned,
  context: ResampleContext,
): Promise<TrainingRows> {
  const all = allRows(rows.y.length);
  const points = distancePoints(rows, context);
  const near = await nearestNeighbours(points, { of: all, among: all, count: 1 }, context.breathe);
  const loses = losers(rows, cleaned, context);
  const kept = all.filter((row) => {
    if (near.count === 0 || !loses(row)) return true;
    const other = near.rows[row] as number;
    return rows.y[other] === rows.y[row] || near.rows[other] !== row;
  });
  return assemble(rows, kept);
}

/** Without the rows that their neighbours disagree with: Wilson 1972. `all`: one that disagrees is enough. */
export async function withoutDisagreement(
  rows: TrainingRows,
  { neighbours, agreement }: { readonly neighbours: number; readonly agreement: 'all' | 'most' },
  { cleaned, context }: { readonly cleaned: Cleaned; readonly context: ResampleContext },
): Promise<TrainingRows> {
  const all = allRows(rows.y.length);
  const loses = losers(rows, cleaned, context);
  const asked = all.filter((row) => loses(row));
  const near = await nearestNeighbours(
    distancePoints(rows, context),
    { of: asked, among: all, count: neighbours },
    context.breathe,
  );
  const leaves = new Set(
    asked.filter((row, place) => {
      const labels = near.rows
        .subarray(place * near.count, (place + 1) * near.count)
        .map((other) => rows.y[other] as number);
      const own = rows.y[row] as number;
      if (agreement === 'all') return labels.some((label) => label !== own);
      return mostFrequent(labels, context.classes.length) !== own;
    }),
  );
  return assemble(
    rows,
    all.filter((row) => !leaves.has(row)),
  );
}

function losers(
  { y }: TrainingRows,
  cleaned: Cleaned,
  { classes }: ResampleContext,
): (row: number) => boolean {
  if (cleaned === 'all') return () => true;
  const larger = notSmallest(rowsByClass(y, classes.length).map(({ length }) => length));
  return (row) => larger[y[row] as number] === true;
}

/** The first of equals. */
function mostFrequent(labels: Uint32Array, classes: number): number {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts.indexOf(Math.max(...counts));
}
