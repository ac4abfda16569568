import type { Evidence } from './evidence.js';
import type { Suspicion } from './suspicion.js';
import { columnSuspicions } from './suspicions/of-columns.js';
import { numberSuspicions } from './suspicions/of-numbers.js';
import { textSuspicions } from './suspicions/of-texts.js';
import { tableSuspicions } from './suspicions/of-the-table.js';

/** Everything worth a look, what matters most first. */
export function suspicionsOf(evidence: Evidence): readonly Suspicion[] {
  const found = [
    ...tableSuspicions(evidence),
    ...evidence.columns.flatMap((column) => [
      ...columnSuspicions(column, evidence),
      ...numberSuspicions(column, evidence.rows),
      ...textSuspicions(column, evidence.rows),
    ]),
  ];
  const ranks = { high: 0, medium: 1, low: 2 };
  return found.toSorted((a, b) => ranks[a.weight] - ranks[b.weight]);
}
