import { MlxError } from '../../errors/index.js';
import { allRows, nearestNeighbours } from '../neighbours/nearest.js';
import { assemble, type MadeRows } from './parts/assemble.js';
import { distancePoints, neighbourParams, neighboursInClass } from './parts/class-neighbours.js';
import { makeRowsAt, onTheLine } from './parts/interpolate.js';
import { lacking, ratioParams, rowsByClass } from './parts/ratio.js';
import { defineResampler } from './resampler.js';

/** ADASYN: He, Bai, Garcia & Li 2008. */
export const adasyn = defineResampler({
  name: 'adasyn',
  summary: 'Makes more rows where a class is harder to tell from its neighbours',
  params: { ...ratioParams, ...neighbourParams },
  reads: 'numbers',

  async resample(rows, { ratio, neighbours: count }, context) {
    const points = distancePoints(rows, context);
    const all = allRows(rows.y.length);
    const byClass = rowsByClass(rows.y, context.classes.length);
    const wanted = lacking(
      byClass.map(({ length }) => length),
      ratio,
    );
    const made: MadeRows[] = [];
    for (const [label, own] of byClass.entries()) {
      const missing = wanted[label] ?? 0;
      if (missing === 0) continue;
      const near = await nearestNeighbours(points, { of: own, among: all, count }, context.breathe);
      const hardness = Array.from(own, (_, place) => {
        const others = near.rows
          .subarray(place * near.count, (place + 1) * near.count)
          .filter((row) => rows.y[row] !== label).length;
        return others / near.count;
      });
      const places = placesFor(hardness, missing, context.classes[label] ?? '');
      const request = { of: own, among: own, label };
      const neighbours = await neighboursInClass(points, request, { count, context });
      const random = context.random(`${label}`);
      const seeds = { label, rows: own, neighbours };
      made.push(makeRowsAt(rows, seeds, { places, random, write: onTheLine(rows) }));
    }
    return assemble(rows, all, made);
  },
});

/** Each place as often as its share of the hardness says, halves rounded to even. */
function placesFor(hardness: readonly number[], missing: number, name: string): Uint32Array {
  const total = hardness.reduce((sum, each) => sum + each, 0);
  if (total === 0) throw allEasy(name);
  return Uint32Array.from(
    hardness.flatMap((each, place) => Array<number>(toEven((each / total) * missing)).fill(place)),
  );
}

function toEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

function allEasy(name: string): MlxError {
  return new MlxError(
    'learning/resampling-unsuited',
    `No row of class \`${name}\` has a neighbour of another class, so \`adasyn\` has nowhere to make rows`,
    { hints: ['Use `method: smote` under `train.imbalance`'] },
  );
}
