import { LateDatabase } from '../data/tables/late-database.js';
import type { Package } from '../delivery/package-folder.js';
import { goldenPredictions } from './golden-predictions.js';
import { packagePredictor } from './load-predictor.js';

const measuredSeconds = 0.3;
const mostCalls = 500;

/** Median seconds that a package takes to answer for one of its golden rows, preprocessing included, network excluded. */
export async function secondsPerRow(
  found: Package,
  signal: AbortSignal,
): Promise<number | undefined> {
  await using database = new LateDatabase({ signal });
  const predictor = await packagePredictor(found, { database: database.open });
  const rows = found.golden.map(({ row }) => row);
  // The first calls compile what the others use.
  await goldenPredictions(rows, predictor);
  const times: number[] = [];
  const end = performance.now() + measuredSeconds * 1000;
  for (let call = 0; call < mostCalls && performance.now() < end; call++) {
    const row = rows[call % rows.length];
    if (row === undefined) return undefined;
    const before = performance.now();
    await goldenPredictions([row], predictor);
    times.push((performance.now() - before) / 1000);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}
