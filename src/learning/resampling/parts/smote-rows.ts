import { allRows } from '../../neighbours/nearest.js';
import type { ResampleContext } from '../resampler.js';
import type { TrainingRows } from '../training-rows.js';
import { assemble, type MadeRows } from './assemble.js';
import { distancePoints, neighboursInClass } from './class-neighbours.js';
import { makeRows, onTheLine } from './interpolate.js';
import { lacking, rowsByClass } from './ratio.js';

/** SMOTE: every class is filled up with rows between its own; each row is as likely a start as any. */
export async function smoteRows(
  rows: TrainingRows,
  { ratio, neighbours: count }: { readonly ratio: number; readonly neighbours: number },
  context: ResampleContext,
): Promise<TrainingRows> {
  const points = distancePoints(rows, context);
  const byClass = rowsByClass(rows.y, context.classes.length);
  const wanted = lacking(
    byClass.map(({ length }) => length),
    ratio,
  );
  const made: MadeRows[] = [];
  for (const [label, own] of byClass.entries()) {
    const missing = wanted[label] ?? 0;
    if (missing === 0) continue;
    const request = { of: own, among: own, label };
    const neighbours = await neighboursInClass(points, request, { count, context });
    const random = context.random(`${label}`);
    const seeds = { label, rows: own, neighbours };
    made.push(makeRows(rows, seeds, { count: missing, random, write: onTheLine(rows) }));
  }
  return assemble(rows, allRows(rows.y.length), made);
}
