import type { Batch } from '../../contracts/batch.js';
import type { RowProblem } from '../../contracts/model.js';
import { rowsOfBatch } from '../tables/batch-parts.js';
import type { RowShaper } from './shaped-rows.js';

/** So many problems of rows are told at most. */
export const mostProblems = 100;

interface Failure {
  /** What the rows should hold, in words. */
  readonly expected: string;
  readonly reason: string;
  readonly run: RowShaper;
}

/** Which of some rows cannot be shaped, when they cannot all be, by halving them. */
export async function failingRows(
  rows: Batch,
  { expected, reason, run }: Failure,
): Promise<readonly RowProblem[]> {
  if (rows.rows === 1) return [{ row: 0, field: '', expected, found: reason }];
  const half = Math.floor(rows.rows / 2);
  const problems: RowProblem[] = [];
  for (const [from, to] of [
    [0, half],
    [half, rows.rows],
  ] as const) {
    if (problems.length >= mostProblems) break;
    const shaped = await run(rowsOfBatch(rows, from, to));
    if (!('problems' in shaped)) continue;
    problems.push(...shaped.problems.map((each) => ({ ...each, row: each.row + from })));
  }
  return problems.slice(0, mostProblems);
}
